import { printDocument } from '#agreement/document/print';
import type { Document } from '#agreement/document/schema';
import { InputError } from '#agreement/input-error';
import { newestTurn } from '#agreement/record/shared';
import { standsAt } from '#agreement/record/state';
import { findingsOf } from '#operations/findings';
import { once } from '#operations/kept';
import { libraryFor } from '#operations/library-of';
import { contentOf, textOf, type Loaded } from '#operations/load';
import { partyName } from '#operations/mails';
import { signatoryFields } from '#operations/sealing';
import { gate, type GateItem } from '#stages/review/gate';
import { sentenceOf } from '#stages/review/words';
import { entryNames } from '#stages/turns';
import type { World } from '#world/world';

/** The version that all parties have before them: the newest turn, whoever sent it. */
export async function tableOf(world: World, loaded: Loaded): ReturnType<typeof contentOf> {
  const newest = newestTurn(loaded.state.shared);
  if (newest === undefined) throw new InputError('No version was sent to the other parties yet.', 'Send your version first.');
  return contentOf(world, loaded, { ...loaded.state, ...standsAt(newest, loaded.state) });
}

/** One thing that must be so before the text can be sealed, in words. */
export interface GateLine {
  code: GateItem['code'];
  met: boolean;
  /** The party that it is about, null for all. */
  party: string | null;
  sentence: string;
}

/** What must be so before the version on the table can be sealed, and whether it is. */
export async function gateOf(world: World, loaded: Loaded, table: Awaited<ReturnType<typeof contentOf>>): Promise<GateLine[]> {
  const { shared } = loaded.state;
  const newest = newestTurn(shared);
  if (newest === undefined) return [];
  const document = textOf(table);
  const { findings } = findingsOf({ document, answers: table.answers }, libraryFor(world, table.answers, loaded.own.packs), world.now().slice(0, 10));
  const clauses = clauseNames(document);
  const items = gate({
    shared,
    parties: newest.parties.map((party) => party.id),
    errors: findings.filter((finding) => finding.severity === 'error').map(({ fingerprint, code, place }) => ({ fingerprint, code, clause: place.clause })),
    withCounsel: newest.parties.map((party) => party.id).filter((party) => shared.seats.some((one) => one.party === party && one.role === 'counsel')),
    withSignatory: signatoryFields(table.answers).map((field) => field.partyId),
    unsent: loaded.state.unsent ? loaded.seat.party : null,
  });
  const places = new Map([...clauses.keys()].map((clause, index) => [clause, index]));
  const inOrder = (ids: readonly string[]): string[] => [...ids].sort((a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size));
  return items
    // Of a party that nobody acts for it is enough to say that.
    .filter((item) => item.met || item.code !== 'agreed' || item.party === undefined || shared.joined.includes(item.party))
    .map((item) => (item.clauses === undefined ? item : { ...item, clauses: inOrder(item.clauses) }))
    .map((item) => ({ code: item.code, met: item.met, party: item.party ?? null, sentence: sentenceOf(item, (party) => partyName(table.state, party), (clause) => clauses.get(clause) ?? clause) }));
}

/** What the clauses of a text are called: number and heading. */
export function clauseNames(document: Document): ReadonlyMap<string, string> {
  return once(document, 'clause names', [], () => {
    const named = printDocument(document).sections.filter((section) => section.kind === 'clause').map((section): [string, string] => [section.id, `${section.number} ${section.heading.text}`.trim()]);
    return new Map([...Object.entries(entryNames), ...named]);
  });
}

/** Refuses to seal a version that is not settled between the parties, naming all that is missing. */
export async function refuseUnsettled(world: World, loaded: Loaded, table: Awaited<ReturnType<typeof contentOf>>, despite: string | undefined): Promise<void> {
  if (despite !== undefined) throw new InputError('Several parties decide together: a problem is waived by counsel with a reason that everybody reads.', 'Nothing was sealed.', 'despite');
  const missing = (await gateOf(world, loaded, table)).filter((line) => !line.met);
  if (missing.length > 0) throw new InputError(`This text cannot be sealed yet:\n${missing.map((line) => `  ${line.sentence}`).join('\n')}\n`, 'Nothing was sealed.');
}
