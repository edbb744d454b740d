import { z } from 'zod';
import { newestTurn } from '#agreement/record/shared';
import { InputError } from '#agreement/input-error';
import { partyPage, type PartyPage } from '#stages/draft/party-page';
import { agreementId } from '#operations/forms';
import { once } from '#operations/kept';
import { libraryFor } from '#operations/library-of';
import { decideAll, load, textOf, type Loaded } from '#operations/load';
import { namesOf } from '#operations/names-of';
import { operation } from '#operations/operation';
import { Refused } from '#operations/refused';
import { obligationsOf } from '#operations/track-agreement';
import type { World } from '#world/world';

/** Every party may read the page of every other: it is made of the text that all of them read. */
const partyId = z.string().max(60).optional().meta({ description: 'Id of the party; without it the own one' });

/** What an agreement means for one party, and whether somebody of the own side confirmed having understood it. */
export const readPartyPage = operation({
  name: 'read-party-page',
  summary: 'Read what the agreement means for one party.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId, party: partyId }),
  output: z.object({
    page: z.unknown(),
    parties: z.array(z.object({ id: z.string(), name: z.string() })),
    /** Whether the caller may confirm this page: it is that of the own party, or the text was drafted for all parties at once. */
    own: z.boolean(),
    version: z.number(),
    /** What the own side confirmed of this page, newest first; `current` is false once the page reads differently. */
    understood: z.array(z.object({ by: z.string(), at: z.string(), version: z.number(), turn: z.number(), current: z.boolean() })),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const page = await pageOf(world, loaded, input.party);
    const names = await namesOf(world, loaded);
    const parties = ownFirst(loaded.answers.parties.map(({ id, shortName, legalName }) => ({ id, name: shortName ?? legalName ?? id })), seat.party);
    const understood = loaded.state.understood
      .filter((one) => one.party === page.party)
      .map((one) => ({ by: names(one.by), at: one.at, version: one.version, turn: one.turn, current: one.page === page.digest }))
      .reverse();
    return { result: { page, parties, own: isOwn(seat.party, page.party), version: loaded.state.document?.version ?? 1, understood } };
  },
});

/** Confirms having understood the page of the own party, by the digest of the page that was read. */
export const confirmPage = operation({
  name: 'confirm-page',
  summary: 'Confirm that you have understood what the agreement means for your side.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, party: partyId, digest: z.string().regex(/^sha256:[0-9a-f]{64}$/).meta({ description: 'Digest of the page that was read' }) }),
  output: z.object({ digest: z.string() }),
  may: ['lead', 'contributor', 'counsel', 'signatory'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const page = await pageOf(world, loaded, input.party);
    if (!isOwn(seat.party, page.party)) throw new InputError(`This is the page of ${page.name}, and you act for another party.`, 'Nothing was recorded; open the page of your own side.', 'party');
    if (page.digest !== input.digest) throw new Refused('conflict', 'The page was changed after you read it; nothing was recorded.', 'Read the page as it is now, then confirm it.');
    const turn = newestTurn(loaded.state.shared)?.turn ?? 0;
    const { append } = decideAll(loaded, [{ do: 'understand-page', party: page.party, turn, version: loaded.state.document?.version ?? 1, page: page.digest }], world.now());
    return { result: { digest: page.digest }, append };
  },
});

/** The page of a party of a loaded agreement; without a party that of the own one, or of the first where the text is for all at once. */
export async function pageOf(world: World, loaded: Loaded, party: string | undefined): Promise<PartyPage> {
  const { answers, seat } = loaded;
  const document = textOf(loaded);
  const ids = answers.parties.map((one) => one.id);
  const chosen = party ?? (ids.includes(seat.party) ? seat.party : ids[0]);
  if (chosen === undefined || !ids.includes(chosen)) throw new InputError(chosen === undefined ? 'This agreement has no parties yet.' : `"${chosen}" is not a party of this agreement.`, ids.length === 0 ? 'Name the parties first.' : `Parties: ${ids.join(', ')}.`, 'party');
  // Dates that only signing fixes stay periods here, so that the page does not change when the last party signs.
  const obligations = await obligationsOf(document, answers, world);
  const library = libraryFor(world, answers, loaded.own.packs);
  return once(loaded.as, 'party-page', [document, library, obligations, chosen], () => Object.freeze(partyPage(library, document, answers, chosen, obligations)));
}

function isOwn(acting: string, party: string): boolean {
  return acting === party || acting === 'local';
}

function ownFirst<T extends { id: string }>(parties: readonly T[], own: string): T[] {
  return [...parties.filter((one) => one.id === own), ...parties.filter((one) => one.id !== own)];
}
