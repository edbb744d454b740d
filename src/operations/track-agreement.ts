import { z } from 'zod';
import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import type { Obligation } from '#agreement/obligation';
import { clausesToTrack, contextOf, holidaysNeeded } from '#stages/track/from-agreement';
import { track } from '#stages/track/track';
import { agreementId } from '#operations/forms';
import { once } from '#operations/kept';
import { load, textOf } from '#operations/load';
import { namesOf } from '#operations/names-of';
import { operation } from '#operations/operation';
import type { World } from '#world/world';

/** The obligations of an agreement with their worked dates, soonest first. */
export const trackAgreement = operation({
  name: 'track-agreement',
  summary: 'List obligations by date, with how each date was computed.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    obligations: z.array(z.unknown()),
    today: z.string(),
    /** What parties reported, by obligation, in order; empty before all have signed. */
    reports: z.record(z.string(), z.array(z.object({ on: z.string().nullable(), report: z.enum(['done', 'not-done']), note: z.string().nullable(), party: z.string(), by: z.string(), at: z.string() }))),
    /** Party that the caller acts for. */
    party: z.string(),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const signed = loaded.state.phase === 'signed' ? loaded.state.shared.signatures.at(-1)?.at : undefined;
    const today = world.now().slice(0, 10);
    const names = await namesOf(world, loaded);
    const reports = Object.fromEntries(
      Object.entries(loaded.state.shared.reports).map(([id, list]) => [id, list.map(({ by, ...one }) => ({ ...one, by: names(by) }))]),
    );
    return { result: { obligations: await obligationsOf(textOf(loaded), loaded.answers, world, signed?.slice(0, 10)), today, reports, party: seat.party } };
  },
});

/** The obligations of a text and its answers, with holidays of the places that its calendar names. */
export function obligationsOf(document: Document, answers: Answers, world: World, signedOn?: string): Promise<Obligation[]> {
  const today = world.now().slice(0, 10);
  return once(answers, 'obligations', [document, today, signedOn], async () => {
    const { places, years } = holidaysNeeded(answers, today);
    const holidays = await world.holidays(places, years);
    return track(clausesToTrack(document), contextOf(document, answers, { holidays, today, ...(signedOn !== undefined && { signedOn }) }));
  });
}
