import { z } from 'zod';
import { clauseAttrs, clausesOf, schedulesOf, type Document } from '#agreement/document/schema';
import { InputError } from '#agreement/input-error';
import { peopleFrom } from '#agreement/words/people';
import type { Library } from '#library/library';
import { draft } from '#stages/draft/draft';
import { changesBetween } from '#stages/negotiate/changes';
import { playbookBeside } from '#stages/negotiate/playbook';
import { changeText } from '#operations/change-text';
import { agreementId } from '#operations/forms';
import { libraryFor, libraryOfPacks, packInfos } from '#operations/library-of';
import { decideAll, load, textOf, type Loaded } from '#operations/load';
import { operation } from '#operations/operation';
import { ownWordsOf, type OwnWords } from '#operations/own-packs';
import { chosenPacks, readLibrary } from '#operations/read-library';
import type { World } from '#world/world';

const packForm = z.object({ id: z.string(), version: z.string(), date: z.string(), digest: z.string(), title: z.string().nullable() });

/** From which words a text was drafted, whether there are newer ones, and clause by clause how it would read in them. */
export const readWords = operation({
  name: 'read-words',
  summary: 'Read from which words a text was drafted, and how it would read in the newest.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    /** Digest of the library that the text names. */
    library: z.string().nullable(),
    /** The organisation's pack that it was drafted from, and when the own side last drafted; null where it did not. */
    pack: packForm.nullable(),
    draftedAt: z.string().nullable(),
    /** Whether the own side drafted it, or it came from another party. */
    own: z.boolean(),
    /** `same`: there is nothing newer; `pack`, `base`: the organisation's pack or Entente's words are newer; `other`: it came from words that this side does not have. */
    newer: z.enum(['same', 'pack', 'base', 'other']),
    /** The pack that would be taken, and the date of Entente's words. */
    newest: packForm.nullable(),
    base: z.object({ version: z.string(), date: z.string() }),
    /** Clauses that would read otherwise; `changes` is a section word by word. */
    offers: z.array(z.object({ clause: z.string(), heading: z.string(), kind: z.enum(['changed', 'new', 'gone']), edited: z.boolean(), changes: z.unknown() })),
    /** What stands in the way of the pack that the record names, in words. */
    trouble: z.string().nullable(),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, { agreement }, world) => {
    const loaded = await load(world, seat, agreement);
    const { state, own } = loaded;
    const base = packInfos(world)[0];
    const named = { base: { version: base?.version ?? '', date: base?.date ?? '' }, pack: packOut(own), draftedAt: state.drafted?.at ?? null, trouble: own.trouble };
    const nothing = { ...named, library: state.document?.library ?? null, own: true, newer: 'same' as const, newest: packOut(own), offers: [] };
    if (loaded.document === null || state.shared.seal !== null) return { result: nothing };
    const { newest, library } = await newestOf(world, loaded);
    const from = loaded.document.attrs.library as string | null;
    const byUs = from === null || from === state.drafted?.library;
    const otherPack = newest.pin?.digest !== own.pin?.digest;
    const offers = from === library.digest ? [] : offersOf(loaded, library);
    const newer: 'same' | 'pack' | 'base' | 'other' = from === library.digest && !otherPack ? 'same' : otherPack ? 'pack' : byUs ? 'base' : 'other';
    return { result: { ...named, library: from, own: byUs, newer: newer === 'other' && offers.length === 0 ? 'same' : newer, newest: packOut(newest), offers } };
  },
});

/** Takes the newest words for the clauses named; the others stay as they are, and the text is from then on of the newest words. */
export const takeWords = operation({
  name: 'take-words',
  summary: 'Take the newest words for clauses of a text, and keep the others.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    clauses: z.array(z.string().max(200)).max(500).meta({ description: 'Clauses that get the newest words; none to keep all as they are' }),
    version: z.number().int().min(1).optional().meta({ description: 'Version that was seen' }),
  }),
  output: z.object({ version: z.number(), taken: z.number() }),
  may: ['lead', 'contributor'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const document = textOf(loaded);
    const version = loaded.state.document?.version ?? 0;
    if (input.version !== undefined && input.version !== version) throw new InputError('The text was changed after you saw these words.', 'Nothing was changed; look at the newest text and choose again.');
    const { newest, library } = await newestOf(world, loaded);
    const offers = offersOf(loaded, library);
    const unknown = input.clauses.find((clause) => !offers.some((offer) => offer.clause === clause));
    if (unknown !== undefined) throw new InputError(`There are no newer words for the clause "${unknown}".`, 'Nothing was changed; look at the offers again.', 'clauses');
    const take = new Set([...input.clauses, ...unchanged(loaded, library, new Set(offers.map((offer) => offer.clause)))]);
    const text = draft(library, loaded.answers, { document, answers: loaded.answers, take }).document;
    const change = await changeText(loaded, text, (digest) => ({ do: 'draft', digest, library: library.digest, ...(newest.packs.length > 0 && newest.pin !== null && { pack: newest.pin }) }), world);
    const decided = decideAll(loaded, change.commands, world.now(), { blobs: change.blobs, document: text });
    return { result: { version: decided.state.document?.version ?? version, taken: input.clauses.length }, append: decided.append };
  },
});

/** The own organisation's playbook beside a text; nobody else is told anything of it. */
export const readPlaybook = operation({
  name: 'read-playbook',
  summary: 'Read what the playbook of your organisation says of each clause.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    /** The pack that it is of; null where there is none or it is not the reader's own. */
    pack: packForm.nullable(),
    clauses: z.array(z.object({ clause: z.string().nullable(), lines: z.array(z.object({ what: z.string(), preferred: z.string(), acceptable: z.string(), walkAway: z.string(), note: z.string().nullable(), now: z.string(), stands: z.enum(['preferred', 'acceptable', 'walk-away', 'other', 'open']) })) })),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, { agreement }, world) => {
    const loaded = await load(world, seat, agreement);
    const { own, document, answers } = loaded;
    // Whoever sits here as a guest of the own side reads the text and not the playbook.
    if (own.pack === null || document === null || !(await world.directory.isOfOwnSide(seat, agreement))) return { result: { pack: null, clauses: [] } };
    return { result: { pack: packOut(own), clauses: playbookBeside(own.pack.playbook, libraryFor(world, answers, own.packs), document, answers) } };
  },
});

/** The library of an agreement with the pack that its side drafts from, so that a browser can draft and inspect by itself. */
export const readAgreementLibrary = operation({
  name: 'read-agreement-library',
  summary: 'Read the compiled library of an agreement, with the pack of your organisation.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId, ...readLibrary.input.shape }),
  output: z.unknown(),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, { agreement, words, rules }, world) => {
    const { own } = await load(world, seat, agreement);
    const { laid, beside } = chosenPacks(world, words, rules);
    return { result: libraryOfPacks(world, laid, beside, own.packs) };
  },
});

/** The newest words for an agreement: the organisation's newest pack in use, or the one that the text is of, on Entente's own. */
async function newestOf(world: World, loaded: Loaded): Promise<{ newest: OwnWords; library: Library }> {
  const inUse = ownWordsOf(world, await world.directory.packInUse(loaded.seat, loaded.id));
  const newest = inUse.packs.length > 0 ? inUse : loaded.own;
  return { newest, library: libraryFor(world, loaded.answers, newest.packs) };
}

interface Offer {
  clause: string;
  heading: string;
  kind: 'changed' | 'new' | 'gone';
  edited: boolean;
  changes: unknown;
}

/** How the text would read if all of it were drafted anew. */
function drafted({ answers }: Loaded, document: Document, library: Library): Document {
  const all = new Set([...library.clauses.map((clause) => clause.id), ...clausesOf(document).flatMap((node) => clauseAttrs(node).library ?? [])]);
  return draft(library, answers, { document, answers, take: all }).document;
}

function offersOf(loaded: Loaded, library: Library): Offer[] {
  const document = textOf(loaded);
  const fresh = drafted(loaded, document, library);
  const people = peopleFrom(loaded.answers);
  const { sections } = changesBetween({ document, people }, { document: fresh, people });
  const [before, after] = [partsOf(document), partsOf(fresh)];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((clause): Offer[] => {
    const [old, now] = [before.get(clause), after.get(clause)];
    if (old !== undefined && now !== undefined && readAlike(old, now)) return [];
    const heading = (now ?? old)?.[0]?.child(0).child(0).textContent ?? clause;
    return [{ clause, heading, kind: old === undefined ? 'new' : now === undefined ? 'gone' : 'changed', edited: old?.[0] !== undefined && clauseAttrs(old[0]).edited, changes: sections.filter((section) => section.clause === clause) }];
  });
}

/** Clauses that read alike in the newest words: they become those without a word changing. */
function unchanged(loaded: Loaded, library: Library, offered: ReadonlySet<string>): string[] {
  return clausesOf(textOf(loaded)).flatMap((node) => {
    const { id, library: from, edited } = clauseAttrs(node);
    return from === null || edited || offered.has(id) || !library.clauses.some((clause) => clause.id === id) ? [] : [id];
  });
}

/** A clause of the library with its schedules, by its id. */
function partsOf(document: Document): Map<string, Document[]> {
  const parts = new Map(clausesOf(document).flatMap((node) => (clauseAttrs(node).library === null ? [] : [[clauseAttrs(node).id, [node]] as [string, Document[]]])));
  for (const schedule of schedulesOf(document)) parts.get(schedule.attrs.clause as string)?.push(schedule);
  return parts;
}

function readAlike(old: readonly Document[], now: readonly Document[]): boolean {
  return old.length === now.length && old.every((node, index) => node.content.eq(now[index]!.content));
}

function packOut({ pin, title }: OwnWords): z.infer<typeof packForm> | null {
  return pin === null ? null : { ...pin, title };
}
