import { z } from 'zod';
import { erasedName } from '#agreement/record/person';
import type { SignatureField } from '#agreement/record/event';
import { draft } from '#stages/draft/draft';
import { agreementId } from '#operations/forms';
import { gapInWords } from '#library/packs-for';
import { libraryFor, packInfos } from '#operations/library-of';
import { once } from '#operations/kept';
import { load, type Loaded } from '#operations/load';
import { nameIn } from '#operations/names-of';
import { operation, written } from '#operations/operation';
import { readSteps } from '#operations/change-text';
import { textBlob } from '#operations/text-blob';
import type { World } from '#world/world';

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
    /** Digest of the organisation's pack from which the own side drafts; null where it has none that can be used. */
    pack: z.string().nullable(),
    /** Laws of the agreement that have no pack, in words. */
    withoutPack: z.array(z.string()),
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
    return { result: await once(loaded.as, 'read-agreement', [], () => shown(world, loaded)) };
  },
});

/** All of an agreement as its readers get it; frozen, because everybody in this role of this party gets the same while nothing changes. */
async function shown(world: World, loaded: Loaded) {
  const { id: agreement, seat, state, document, answers, people, chainHolds } = loaded;
  const { seal } = state.shared;
  const proposals = await Promise.all(
    Object.entries(state.proposals)
      .filter(([, held]) => held.decision === 'open')
      .map(async ([id, held]) => ({ id, clause: held.clause ?? null, reason: held.reason, base: held.base, at: held.at, steps: await readSteps(world, loaded, held.steps) })),
  );
  const fieldOf = ({ id, party }: SignatureField) => {
    const signature = state.shared.signatures.find((one) => one.field === id);
    const name = signature === undefined ? undefined : (nameIn(people.get(signature.person.person)) ?? (state.shared.erased.includes(signature.person.person) ? erasedName : undefined));
    return { id, party, signed: signature?.at ?? null, name: name ?? null, declined: state.shared.declined.find((one) => one.field === id)?.reason ?? null };
  };
  const drafted = draft(libraryFor(world, answers, loaded.own.packs), answers, document === null ? undefined : { document, answers });
  const titles = new Map(packInfos(world).map((pack) => [pack.id, pack.title]));
  return Object.freeze({
    agreement,
    phase: state.phase,
    title: state.title,
    type: state.type,
    example: state.example,
    changedAt: state.changedAt,
    answers,
    version: state.document?.version ?? null,
    // Made when it is asked for: kept as plain data, a text would take far more memory than the text itself.
    get document(): unknown {
      return document?.toJSON() ?? null;
    },
    open: drafted.open,
    pack: loaded.own.packs.length === 0 ? null : (loaded.own.pin?.digest ?? null),
    withoutPack: drafted.withoutPack.map((gap) => gapInWords(gap, (pack) => titles.get(pack) ?? pack)),
    proposals,
    setAside: Object.fromEntries(Object.entries(state.setAside).map(([print, one]) => [print, { reason: one.reason, at: one.at }])),
    seal:
      seal === null
        ? null
        : { sealed: seal.pdf, newest: state.shared.signatures.at(-1)?.pdf ?? seal.pdf, at: seal.at, despite: seal.despite ?? null, fields: seal.fields.map(fieldOf) },
    party: seat.party,
    role: seat.role,
    turn: state.shared.turns.length,
    unsent: state.unsent,
    chainHolds,
    [written]: document === null ? {} : { document: textBlob(document).bytes },
  });
}
