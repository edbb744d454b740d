import { z } from 'zod';
import { readAnswers, sentence } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import type { Command } from '#agreement/record/decide';
import { referTo } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { blankState } from '#agreement/record/state';
import { valueAt } from '#agreement/facts/read';
import type { Answers } from '#agreement/facts/answers';
import { draft } from '#stages/draft/draft';
import { entriesOf, recordAnswers, recordParties } from '#operations/answers-record';
import { agreementId } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { decideAll } from '#operations/load';
import { ownWordsOf } from '#operations/own-packs';
import { operation, type PersonHere } from '#operations/operation';
import { textBlob } from '#operations/text-blob';
import type { OwnOrganisation } from '#world/store/directory';
import { localOrganisation } from '#world/own-packs';
import type { World } from '#world/world';

/** Opens an agreement from nothing, from an answers file, or from a bundled example, and drafts its first text. */
export const createAgreement = operation({
  name: 'create-agreement',
  summary: 'Open an agreement from answers, from an example, or empty.',
  kind: 'write',
  input: z.strictObject({
    // The reader of answers says itself what is too large, and how large a file may be.
    answers: z.string().max(50_000_000).optional().meta({ description: 'An answers file, YAML or JSON' }),
    example: z.string().max(100).optional().meta({ description: 'Name of a bundled example' }),
    type: z.string().max(10).optional().meta({ description: 'Type of agreement where nothing else is given, such as RD' }),
    party: z.string().max(60).optional().meta({ description: 'Id of the party that the caller acts for; without it the first one, or a new one named after the organisation' }),
    organisation: z.string().max(64).optional().meta({ description: 'Organisation that the caller acts for; not needed by who has one' }),
  }),
  output: z.object({ agreement: agreementId }),
  may: 'person',
  run: async ({ person, seat: local }, input, world) => {
    const organisation = local === undefined ? await actingFor(person, input.organisation, world) : null;
    const starting = startingAnswers(input, world);
    const answers = local === undefined && starting.parties.length === 0 ? { ...starting, parties: [partyNamed(organisation?.name ?? person.name)] } : starting;
    const party = input.party ?? answers.parties[0]?.id;
    if (local === undefined && !answers.parties.some((one) => one.id === party)) throw new InputError(`"${input.party}" is not a party of these answers.`, `Parties: ${answers.parties.map((one) => one.id).join(', ')}.`, 'party');
    const seat: Seat = local ?? { person: person.person, party: party as string, role: 'lead', caucuses: [] };
    const id = world.newId();
    const recorded = recordAnswers(entriesOf(answers), world);
    const newest = (await world.directory.packs(person.person, organisation?.id ?? localOrganisation))?.find((one) => one.retiredAt === null);
    const own = ownWordsOf(world, newest === undefined ? null : await world.directory.pack(person.person, newest.organisation, newest.digest));
    const library = libraryFor(world, answers, own.packs);
    const { document } = draft(library, answers);
    const text = textBlob(document);
    const title = valueAt(answers, 'agreement.title');
    const me = { id: person.person, salt: world.newSalt(), details: { name: person.name } };
    const commands: Command[] = [
      { do: 'create', type: answers.type ?? null, title: typeof title === 'string' ? title : null, ...(input.example !== undefined && { example: input.example }) },
      { do: 'describe-parties', parties: recordParties(answers) },
      ...(recorded.answers.length > 0 ? [{ do: 'answer' as const, answers: recorded.answers }] : []),
      { do: 'draft', digest: text.digest, library: library.digest, ...(own.packs.length > 0 && own.pin !== null && { pack: own.pin }) },
      ...(local === undefined ? [{ do: 'join' as const, party: seat.party, person: referTo(me) }, { do: 'grant-seat' as const, party: seat.party, person: referTo(me), role: seat.role }] : []),
    ];
    const { append } = decideAll({ id, seat, state: blankState, heads: new Map(), pending: { drafts: [], blobs: [], people: [] } }, commands, world.now(), {
      blobs: [text.bytes],
      people: recorded.people,
      ...(local === undefined && { shared: { people: [me] } }),
      create: true,
      grants: [{ person: seat.person, party: seat.party, role: seat.role, organisation: organisation?.id ?? null }],
      document,
    });
    return { result: { agreement: id }, append, as: seat };
  },
});

/** The organisation that a person acts for: the one named, or the only one; null for somebody without any. */
export async function actingFor(person: PersonHere, named: string | undefined, world: World): Promise<OwnOrganisation | null> {
  const mine = await world.directory.organisationsOf(person.person);
  if (named === undefined) {
    if (mine.length > 1) throw new InputError('You belong to several organisations.', `Say for which one you act: ${mine.map((one) => one.name).join(', ')}.`, 'organisation');
    return mine[0] ?? null;
  }
  const one = mine.find((candidate) => candidate.id === named);
  if (one === undefined) throw new InputError('You do not belong to this organisation.', `Yours: ${mine.map((candidate) => candidate.name).join(', ') || 'none'}.`, 'organisation');
  return one;
}

/** A party named after an organisation. */
function partyNamed(name: string): Answers['parties'][number] {
  const id = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30).replace(/-+$/, '');
  return { id: id === '' ? 'our-side' : id, ...(name !== '' && { legalName: name, shortName: name }) };
}

function startingAnswers(input: { answers?: string; example?: string; type?: string }, world: World): Answers {
  const text = input.example === undefined ? input.answers : world.examples().find((example) => example.name === input.example)?.answers;
  if (input.example !== undefined && text === undefined) throw new InputError(`There is no example called "${input.example}".`, `Examples: ${world.examples().map((example) => example.name).join(', ')}.`);
  const source = text ?? JSON.stringify({ entente: 1, ...(input.type !== undefined && { type: input.type }), parties: [], facts: {}, answers: [] });
  return answersOf(source);
}

/** The answers in a text; every problem with its line, what was expected and an example in one InputError. */
export function answersOf(text: string, file?: string): Answers {
  const read = readAnswers(text);
  if (read.ok) return read.answers;
  const shown = read.problems.slice(0, 50).map(sentence);
  const more = read.problems.length - shown.length;
  throw new InputError(`${read.problems.length === 1 ? 'One thing' : `${read.problems.length} things`} in these answers cannot be used:\n${shown.map((line) => `  ${line}`).join('\n')}${more > 0 ? `\n  … and ${more} more` : ''}\n`, 'Nothing was written; mend them and try again.', file);
}
