import { z } from 'zod';
import { clauseHash } from '#agreement/document/clause-hash';
import { clausesOf, type Document } from '#agreement/document/schema';
import { InputError } from '#agreement/input-error';
import type { Digest } from '#agreement/record/canonical';
import type { RecordAnswer } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import { newestTurn } from '#agreement/record/shared';
import type { State } from '#agreement/record/state';
import { agreesNow, answersEntry, answersHash, removedClause, titleEntry, titleHash } from '#stages/turns';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load, peopleIn, textOf } from '#operations/load';
import { mailPeople, partyName } from '#operations/mails';
import { operation } from '#operations/operation';
import { textBlob } from '#operations/text-blob';

/** Puts the party's own version on the table: until now nobody else saw it, from now on everybody answers it. */
export const sendTurn = operation({
  name: 'send-turn',
  summary: 'Send your version to the other parties.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    answering: z.number().int().min(0).meta({ description: 'Number of the newest turn that was read; 0 for the first turn' }),
    note: plainText(2000).nullable().default(null).meta({ description: 'A few words to the other parties' }),
  }),
  output: z.object({ turn: z.number(), changed: z.array(z.string()) }),
  may: ['lead'],
  run: async ({ seat, person }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { state } = loaded;
    const document = textOf(loaded);
    if (!state.parties.some((party) => party.id === seat.party)) {
      throw new InputError('This agreement was drafted for all parties at once, not by one of them.', 'Nothing was sent. Start a copy of it, say which party you are, and send that.');
    }
    if (state.parties.length < 2) throw new InputError('There is nobody to send this to: the agreement has one party.', 'Nothing was sent. Name the other parties under Ask, then send.');
    const newest = newestTurn(state.shared);
    if (newest !== undefined && newest.turn === input.answering && !state.unsent) {
      throw new InputError('You have changed nothing since the newest turn.', 'Nothing was sent. Agree or object clause by clause, comment, or change words first.');
    }
    const { clauses, changed } = clausesForTurn(document, state);
    const answers = answersToSend(state);
    // The details of people travel with the answers that name them; those that others recorded are with everybody already.
    const known = peopleIn(newest?.answers ?? []);
    const people: PersonRecord[] = [];
    for (const id of peopleIn(answers)) {
      const record = known.has(id) ? null : (loaded.pending.people.find((one) => one.id === id) ?? (await world.store.readPerson(seat, loaded.id, id)));
      if (record !== null) people.push(record);
    }
    const text = textBlob(document);
    const turn = (newest?.turn ?? 0) + 1;
    const { append } = decideAll(
      loaded,
      [
        {
          do: 'send-turn',
          answering: input.answering,
          version: state.document?.version ?? 1,
          digest: text.digest,
          library: state.document?.library ?? '',
          type: state.type,
          title: state.title,
          parties: state.parties,
          answers,
          clauses,
          changed,
          note: input.note,
        },
        { do: 'take-turn', turn },
      ],
      world.now(),
      {
        blobs: [text.bytes],
        shared: { blobs: [text.bytes], people },
        document,
        mails: await mailPeople(world, loaded, {
          kind: 'turn',
          occasion: `turn-${turn}`,
          by: person,
          roles: ['lead', 'counsel'],
          facts: {
            turn,
            from: partyName(state, seat.party),
            clauses: Object.keys(clauses).length,
            changed: changed.length,
            comments: state.shared.comments.filter((one) => newest === undefined || one.at > newest.at).length,
            note: input.note,
          },
        }),
      },
    );
    return { result: { turn, changed }, append };
  },
});

/** What a new turn says of its clauses: their hashes, and which differ from the turn before. A clause that went stays under `removedClause` until all parties agreed that it goes. */
function clausesForTurn(document: Document, state: State): { clauses: Record<string, Digest>; changed: string[] } {
  const { shared, parties } = state;
  const before = newestTurn(shared)?.clauses ?? {};
  const clauses: Record<string, Digest> = {};
  for (const node of clausesOf(document)) {
    const hash = clauseHash(document, node.attrs.id as string);
    if (hash !== null) clauses[node.attrs.id as string] ??= hash;
  }
  // Names and addresses of people are printed from the answers and not held by any clause.
  const said = Object.entries(state.answers).map(([path, list]) => [path, list.map((held) => held.value)] as const);
  clauses[titleEntry] = titleHash(state, Object.fromEntries(said.filter(([, values]) => peopleIn(values).size > 0)));
  clauses[answersEntry] = answersHash(Object.fromEntries(said.filter(([, values]) => peopleIn(values).size === 0)));
  for (const [id, hash] of Object.entries(before)) {
    if (Object.hasOwn(clauses, id)) continue;
    if (hash !== removedClause || !parties.every((party) => agreesNow(shared, id, party.id))) clauses[id] = removedClause;
  }
  return { clauses, changed: Object.keys(clauses).filter((id) => before[id] !== clauses[id]) };
}

/** The answers as they go to others: without the notes on where they come from. */
function answersToSend(state: State): RecordAnswer[] {
  return Object.entries(state.answers).flatMap(([path, list]) => list.map(({ evidence: _evidence, ...held }): RecordAnswer => ({ path, ...held })));
}
