import { z } from 'zod';
import { sentence, setAnswer } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { canonicalPath, factAt } from '#agreement/facts/table';
import type { Json } from '#agreement/record/canonical';
import { InputError } from '#agreement/input-error';
import { newestTurn, type Turn } from '#agreement/record/shared';
import { standsAt } from '#agreement/record/state';
import { differences, isJoint, unsaid } from '#stages/negotiate/differences';
import { answersChange } from '#operations/answer-questions';
import { recordAnswers } from '#operations/answers-record';
import { agreementId } from '#operations/forms';
import { asJson } from '#operations/json';
import { contentOf, decideAll, load, type Loaded } from '#operations/load';
import { partyName } from '#operations/mails';
import { namesOf } from '#operations/names-of';
import { operation } from '#operations/operation';
import type { World } from '#world/world';

const kept = 'Nothing was recorded.';

/** What is said of single questions is read by everybody each time: more of it, or longer, travels with a version. */
const most = { characters: 50_000, questions: 300 };

/** Says to all parties how a party answers a joint question: its own answer, theirs, or a third one; the own draft follows. */
export const stateAnswer = operation({
  name: 'state-answer',
  summary: 'Say how you answer a joint question: take theirs, keep yours, or propose a third answer.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    path: z.string().max(300).meta({ description: 'Path of the fact' }),
    value: z.json().optional().meta({ description: 'The answer; leave it out to take back what was said' }),
  }),
  output: z.object({ settled: z.boolean().meta({ description: 'True once all parties that answered answer alike' }) }),
  may: ['lead'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const path = canonicalPath(input.path);
    const row = factAt(path);
    if (row === undefined || row.derived === true || path.includes('*')) throw new InputError(`There is no fact "${input.path}" that could be answered.`, kept, 'path');
    if (/^part(?:y|ies)(?:\.|$)/.test(path)) throw new InputError('What a party says of itself is its own; only joint questions are settled like this.', `${kept} Write a comment, or propose other words.`, 'path');
    if (path.startsWith('drafting') || path === 'agreement.type') throw new InputError('This is chosen on the text and not answered.', `${kept} Send a version with the choice that you want.`, 'path');
    if (!isJoint(path)) throw new InputError(`"${input.path}" is a group of questions and not one.`, `${kept} Say how you answer each of them.`, 'path');
    const { shared, parties } = loaded.state;
    const newest = newestTurn(shared);
    if (newest === undefined) throw new InputError('Nothing was sent to the other parties yet, so there is no answer of theirs to differ from.', `${kept} Send your version first.`);
    const takesBack = input.value === undefined;
    let change: Awaited<ReturnType<typeof answersChange>> = { commands: [], extras: {} };
    if (!takesBack) {
      if (JSON.stringify(input.value).length > most.characters) throw new InputError('This answer is too long to be said by itself.', `${kept} Send a version with it instead.`, 'value');
      if (shared.stated[path]?.[seat.party] === undefined && Object.values(shared.stated).filter((sides) => Object.hasOwn(sides, seat.party)).length >= most.questions) throw new InputError(`You have answered ${most.questions} questions like this since your last version.`, `${kept} Send a version; it carries all of your answers.`);
      const set = setAnswer(loaded.answers, path, input.value);
      if (!set.ok) throw new InputError(`This answer cannot be used: ${set.problems.map(sentence).join(' ')}`, `${kept} Mend it and try again.`, 'path');
      // Details of people travel with turns, under their protection, and never by themselves.
      if (recordAnswers([{ path, value: input.value, status: 'agreed' }], world).people.length > 0) throw new InputError('This answer names a person.', `${kept} Send a version with it instead.`, 'path');
      const table = (await contentOf(world, loaded, { ...loaded.state, ...standsAt(newest, loaded.state) })).answers;
      if (!setAnswer(table, path, input.value).ok) throw new InputError('This answer names a party that the others do not know of.', `${kept} Send a version that has this party in it.`, 'value');
      if (set.answers !== loaded.answers && JSON.stringify(valueAt(loaded.answers, path)) !== JSON.stringify(input.value)) change = await answersChange(loaded, set.answers, world);
    }
    const said = { do: 'state-answer' as const, party: seat.party, path, value: takesBack ? null : (asJson(input.value) as Json) };
    const { append, state } = decideAll(loaded, [...change.commands, said], world.now(), change.extras);
    const after = await differencesFor(world, { ...loaded, state: { ...loaded.state, shared: state.shared } }, parties.map((party) => party.id));
    return { result: { settled: !after.some((one) => one.path === path && !one.settled) }, append };
  },
});

/** Where parties answer joint questions differently, and what the own side answers differently and has not said. */
export const readDifferences = operation({
  name: 'read-differences',
  summary: 'Read which joint questions the parties answer differently.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    party: z.string(),
    role: z.string(),
    parties: z.array(z.object({ id: z.string(), name: z.string() })),
    /** What is open, and what is settled and waits for the next version. */
    differences: z.array(
      z.object({
        path: z.string(),
        settled: z.boolean(),
        table: z.unknown(),
        sides: z.array(z.object({ party: z.string(), value: z.unknown(), said: z.enum(['sent', 'agreed', 'stated']), turn: z.number(), by: z.string().nullable(), at: z.string().nullable() })),
        waits: z.array(z.string()),
      }),
    ),
    /** Paths that the own side answers differently and has told nobody. */
    unsaid: z.array(z.object({ path: z.string(), own: z.unknown(), table: z.unknown() })),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { state } = loaded;
    const newest = newestTurn(state.shared);
    const ids = (newest?.parties ?? state.parties).map((party) => party.id);
    const rows = await differencesFor(world, loaded, ids);
    const names = await namesOf(world, loaded);
    const table = newest === undefined ? undefined : (await contentOf(world, loaded, { ...state, ...standsAt(newest, state) })).answers;
    const own = table === undefined || !state.unsent ? [] : unsaid(loaded.answers, table, rows, seat.party);
    return {
      result: {
        party: seat.party,
        role: seat.role,
        parties: ids.map((id) => ({ id, name: partyName(state, id) })),
        differences: rows.map(({ sides, ...rest }) => ({ ...rest, sides: sides.map((side) => ({ ...side, by: side.by === null ? null : names(side.by) })) })),
        unsaid: own.map((path) => ({ path, own: valueAt(loaded.answers, path), table: table === undefined ? undefined : valueAt(table, path) })),
      },
    };
  },
});

/** The differences of an agreement as a seat sees it; names of people in answers are filled in where the seat may read them. */
export async function differencesFor(world: World, loaded: Loaded, parties: readonly string[]): Promise<ReturnType<typeof differences>> {
  const { state } = loaded;
  if (state.shared.seal !== null) return [];
  const newest = newestTurn(state.shared);
  const needed = new Map<Turn, Loaded['answers']>();
  for (const turn of new Set([newest, ...parties.map((party) => state.shared.turns.findLast((one) => one.party === party))])) {
    if (turn !== undefined) needed.set(turn, (await contentOf(world, loaded, { ...state, ...standsAt(turn, state) })).answers);
  }
  return differences(state.shared, parties, (turn) => needed.get(turn) as Loaded['answers']);
}
