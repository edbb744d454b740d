import { z } from 'zod';
import { verifyStreams } from '#operations/verify-streams';
import { draft } from '#stages/draft/draft';
import { agreementId } from '#operations/forms';
import { libraryOf } from '#operations/library-of';
import { load } from '#operations/load';
import { operation } from '#operations/operation';
import { readSteps } from '#operations/change-text';

/** Everything a screen needs of one agreement: answers, text, proposals, what is set aside, seal and signatures. */
export const readAgreement = operation({
  name: 'read-agreement',
  summary: 'Read an agreement: its answers, its text and how far it has come.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    agreement: agreementId,
    phase: z.string(),
    title: z.string().nullable(),
    type: z.string().nullable(),
    example: z.string().nullable(),
    changedAt: z.string().nullable(),
    answers: z.unknown(),
    version: z.number().nullable(),
    document: z.unknown().nullable(),
    /** Clauses that could stand in the text, and the facts that would decide it. */
    open: z.array(z.object({ clause: z.string(), paths: z.array(z.string()) })),
    proposals: z.array(z.object({ id: z.string(), clause: z.string().nullable(), reason: z.string(), base: z.number(), at: z.string(), steps: z.array(z.unknown()) })),
    setAside: z.record(z.string(), z.object({ reason: z.string(), at: z.string() })),
    seal: z
      .object({ sealed: z.string(), newest: z.string(), at: z.string(), despite: z.string().nullable(), fields: z.array(z.object({ id: z.string(), party: z.string(), signed: z.string().nullable(), name: z.string().nullable(), declined: z.string().nullable() })) })
      .nullable(),
    /** Party and role that the caller acts in. */
    party: z.string(),
    role: z.string(),
    /** Number of the newest turn, 0 before the first. */
    turn: z.number(),
    /** True if the party changed something that it has not sent. */
    unsent: z.boolean(),
    /** True if every stream's chain of hashes holds. */
    chainHolds: z.boolean(),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { state, document, answers } = loaded;
    const proposals = await Promise.all(
      Object.entries(state.proposals)
        .filter(([, held]) => held.decision === 'open')
        .map(async ([id, held]) => ({ id, clause: held.clause ?? null, reason: held.reason, base: held.base, at: held.at, steps: await readSteps(world, loaded, held.steps) })),
    );
    const open = draft(libraryOf(world), answers, document === null ? undefined : { document, answers }).open;
    return {
      result: {
        agreement: loaded.id,
        phase: state.phase,
        title: state.title,
        type: state.type,
        example: state.example,
        changedAt: state.changedAt,
        answers,
        version: state.document?.version ?? null,
        document: document?.toJSON() ?? null,
        open,
        proposals,
        setAside: Object.fromEntries(Object.entries(state.setAside).map(([print, one]) => [print, { reason: one.reason, at: one.at }])),
        seal:
          state.shared.seal === null
            ? null
            : {
                sealed: state.shared.seal.pdf,
                newest: state.shared.signatures.at(-1)?.pdf ?? state.shared.seal.pdf,
                at: state.shared.seal.at,
                despite: state.shared.seal.despite ?? null,
                fields: await Promise.all(state.shared.seal.fields.map(async ({ id, party }) => {
                  const signature = state.shared.signatures.find((one) => one.field === id);
                  const person = signature === undefined ? null : await world.store.readPerson(seat, loaded.id, signature.person.person);
                  return { id, party, signed: signature?.at ?? null, name: person?.details['name'] ?? null, declined: state.shared.declined.find((one) => one.field === id)?.reason ?? null };
                })),
              },
        party: seat.party,
        role: seat.role,
        turn: state.shared.turns.length,
        unsent: state.unsent,
        chainHolds: await verifyStreams(world, seat, loaded.id),
      },
    };
  },
});
