import { z } from 'zod';
import type { Answers } from '#agreement/facts/answers';
import { factAt } from '#agreement/facts/table';
import { InputError } from '#agreement/input-error';
import { newestTurn } from '#agreement/record/shared';
import { standsAt } from '#agreement/record/state';
import { peopleFrom } from '#agreement/words/people';
import { changesBetween, type Changes, type Version } from '#stages/negotiate/changes';
import { standing } from '#stages/negotiate/standing';
import { coverage, coversAll, whyLapsed } from '#stages/review/clearance';
import { entriesOf } from '#operations/answers-record';
import { clauseNames, gateOf, tableOf } from '#operations/gate';
import { agreementId } from '#operations/forms';
import { once } from '#operations/kept';
import { contentOf, load, textOf, type Loaded } from '#operations/load';
import { partyName } from '#operations/mails';
import { namesOf } from '#operations/names-of';
import { operation, written } from '#operations/operation';
import { textBlob } from '#operations/text-blob';
import type { World } from '#world/world';

const everybody = ['lead', 'contributor', 'counsel', 'signatory', 'reader'] as const;

/** Where everyone stands: turns, answers by clause and party, comments, issues, sign-offs, waivers, and what is missing before sealing. */
export const readNegotiation = operation({
  name: 'read-negotiation',
  summary: 'Read where every party stands.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    /** Party and role that the caller acts in. */
    party: z.string(),
    role: z.string(),
    /** True if the party changed something that it has not sent. */
    unsent: z.boolean(),
    /** Turn that the own drafting stands on; 0 before any. */
    base: z.number(),
    /** What both the party and a newer turn changed; null where nothing met. */
    rebased: z.object({ from: z.number(), to: z.number(), clauses: z.array(z.string()), paths: z.array(z.string()) }).nullable(),
    parties: z.array(z.object({ id: z.string(), name: z.string(), joined: z.boolean() })),
    people: z.array(z.object({ person: z.string(), name: z.string(), party: z.string(), role: z.string() })),
    turns: z.array(z.object({ turn: z.number(), party: z.string(), by: z.string(), at: z.string(), version: z.number(), digest: z.string(), changed: z.array(z.string()), note: z.string().nullable() })),
    /** The matrix of the newest turn; null before the first. */
    standing: z.unknown().nullable(),
    comments: z.array(z.object({ id: z.string(), clause: z.string().nullable(), scope: z.enum(['us', 'everyone']), text: z.string(), party: z.string(), by: z.string(), at: z.string() })),
    issues: z.array(z.object({ id: z.string(), clause: z.string().nullable(), title: z.string(), text: z.string(), scope: z.enum(['counsel', 'party']), by: z.string(), at: z.string(), settled: z.object({ decision: z.string(), by: z.string(), at: z.string() }).nullable() })),
    /** By party that has counsel: which clauses its counsel's sign-off covers, and which it covered before. */
    clearances: z.array(z.object({ party: z.string(), covered: z.array(z.string()), lapsed: z.array(z.object({ clause: z.string(), turn: z.number(), movedIn: z.number(), movedBy: z.string() })), open: z.array(z.string()), complete: z.boolean() })),
    waivers: z.array(z.object({ fingerprint: z.string(), code: z.string(), reason: z.string(), party: z.string(), by: z.string(), at: z.string() })),
    gate: z.array(z.object({ code: z.string(), met: z.boolean(), party: z.string().nullable(), sentence: z.string() })),
    declined: z.array(z.object({ field: z.string(), reason: z.string(), party: z.string(), by: z.string(), at: z.string() })),
    reopened: z.array(z.object({ reason: z.string(), party: z.string(), by: z.string(), at: z.string() })),
  }),
  may: [...everybody],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const people = (await world.directory.seats(seat, loaded.id)).map(({ person, name, party, role }) => ({ person, name, party, role }));
    // What the gate finds depends on the day, and names on who sits here now.
    return { result: await once(loaded.as, 'read-negotiation', [world.now().slice(0, 10), JSON.stringify(people)], () => shown(world, loaded, people)) };
  },
});

/** All that a side sees of the negotiation; frozen, because everybody in this role of this party gets the same while nothing changes. */
async function shown(world: World, loaded: Loaded, people: { person: string; name: string; party: string; role: string }[]) {
  const { state, seat } = loaded;
  const { shared } = state;
  const newest = newestTurn(shared);
  const names = await namesOf(world, loaded);
  const said = <T extends { by: Parameters<typeof names>[0] }>({ by, ...rest }: T) => ({ ...rest, by: names(by) });
  const parties = (newest?.parties ?? state.parties).map((party) => party.id);
  const table = newest === undefined ? undefined : await tableOf(world, loaded);
  const order = table === undefined ? [] : [...clauseNames(textOf(table)).keys()];
  return Object.freeze({
    party: seat.party,
    role: seat.role,
    unsent: state.unsent,
    base: state.base,
    rebased: loaded.rebased,
    parties: parties.map((id) => ({ id, name: partyName(state, id), joined: shared.joined.includes(id) })),
    people,
    turns: shared.turns.map(({ turn, party, by, at, version, digest, changed, note }) => ({ turn, party, by: names(by), at, version, digest, changed, note })),
    standing: newest === undefined ? null : standing(shared, parties, order),
    comments: inOrder(shared.comments.map((one) => ({ ...said(one), scope: 'everyone' as 'us' | 'everyone' })), state.comments.map((one) => ({ ...said(one), scope: 'us' as 'us' | 'everyone' }))),
    // In the order of time, whichever of the side's streams was read first.
    issues: Object.values(state.issues).sort((one, other) => (`${one.at} ${one.id}` < `${other.at} ${other.id}` ? -1 : 1)).map((issue) => ({ ...said(issue), settled: issue.settled === null ? null : said(issue.settled) })),
    clearances: parties
      .filter((party) => shared.seats.some((one) => one.party === party && one.role === 'counsel'))
      .map((party) => {
        const { covered, lapsed, open } = coverage(shared, party);
        const why = lapsed.map((clause) => ({ clause, ...whyLapsed(shared, party, clause) }));
        return { party, covered, open, complete: coversAll(shared, party), lapsed: why.map(({ clause, cleared, moved }) => ({ clause, turn: cleared?.turn ?? 0, movedIn: moved?.turn ?? 0, movedBy: moved?.party ?? '' })) };
      }),
    waivers: Object.entries(shared.waivers).map(([fingerprint, { clauseHash: _hash, ...waiver }]) => ({ fingerprint, ...said(waiver) })),
    gate: table === undefined || shared.seal !== null ? [] : await gateOf(world, loaded, table),
    declined: shared.declined.map(said),
    reopened: shared.reopened.map(said),
  });
}

/** Several lists as one, by time; within a list the order stays, even where the clock was set back between two of its items. */
function inOrder<T extends { at: string }>(...lists: readonly (readonly T[])[]): T[] {
  const latest = lists.flatMap((list) => {
    let reached = '';
    return list.map((one) => ({ one, at: (reached = one.at > reached ? one.at : reached) }));
  });
  return latest.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ one }) => one);
}

/** Which version of the text: a turn by its number, or the party's own with what it has not sent. */
const which = z.union([z.coerce.number().int().min(0), z.literal('own')]);

/** What changed, word by word, between two turns or between a turn and the own unsent text. */
export const compareTurns = operation({
  name: 'compare-turns',
  summary: 'Compare two turns, or a turn with your own version, word by word.',
  kind: 'read',
  input: z.strictObject({
    agreement: agreementId,
    from: which.meta({ description: 'Number of a turn; 0 for nothing' }),
    to: which.meta({ description: 'Number of a turn, or "own" for the party’s own version' }),
  }),
  output: z.object({ changes: z.unknown(), answers: z.array(z.string()).meta({ description: 'What the answers that differ are called' }) }),
  may: [...everybody],
  run: async ({ seat }, { agreement, from, to }, world) => {
    const loaded = await load(world, seat, agreement);
    const after = await contentAt(world, loaded, to);
    const before = from === 0 ? null : await contentAt(world, loaded, from);
    return { result: once(after.answers, 'compare-turns', [after.document, before?.answers, before?.document], () => Object.freeze({ changes: compare(before, after), answers: before === null ? [] : answersThatDiffer(before.answers, after.answers) })) };
  },
});

/** A version as the whole party may read it. */
export const readTurn = operation({
  name: 'read-turn',
  summary: 'Read the text of a turn.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId, turn: z.coerce.number().int().min(1) }),
  output: z.object({ turn: z.number(), document: z.unknown(), answers: z.unknown() }),
  may: [...everybody],
  run: async ({ seat }, { agreement, turn }, world) => {
    const { document, answers } = await contentAt(world, await load(world, seat, agreement), turn);
    const text = textOf({ document });
    return { result: once(answers, 'read-turn', [text, turn], () => Object.freeze({ turn, get document(): unknown { return text.toJSON(); }, answers, [written]: { document: textBlob(text).bytes } })) };
  },
});

type Content = Awaited<ReturnType<typeof contentOf>>;

async function contentAt(world: World, loaded: Loaded, version: number | 'own'): Promise<Content> {
  if (version === 'own') return loaded;
  const held = loaded.state.shared.turns.find((one) => one.turn === version);
  if (held === undefined) throw new InputError(`There is no turn ${version}.`, `The newest is turn ${loaded.state.shared.turns.length}.`, 'turn');
  return contentOf(world, loaded, { ...loaded.state, ...standsAt(held, loaded.state) });
}

/** The names of the answers that two versions have differently. */
function answersThatDiffer(before: Answers, after: Answers): string[] {
  const said = (answers: Answers) => new Map(entriesOf(answers).map((entry) => [entry.path, JSON.stringify([entry.status, entry.value])]));
  const [old, now] = [said(before), said(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter((path) => old.get(path) !== now.get(path));
  return [...new Set(paths.map((path) => factAt(path)?.label ?? path))];
}

/** What changed; without a version before, all of it is new. */
function compare(before: Content | null, after: Content): Changes {
  const to = versionOf(after);
  return changesBetween(before === null ? { ...to, document: to.document.type.create(to.document.attrs) } : versionOf(before), to);
}

function versionOf(content: Content): Version {
  return { document: textOf(content), people: peopleFrom(content.answers) };
}
