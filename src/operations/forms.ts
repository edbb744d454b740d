import { z } from 'zod';
import { deceivingLetterIn } from '#agreement/facts/check';

/** The id of an agreement in an input. */
export const agreementId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/).meta({ description: 'Id of the agreement' });

/** A place in a text or among the facts. */
export const placeForm = z.object({ clause: z.string().nullable(), block: z.string().nullable(), from: z.number().nullable(), to: z.number().nullable(), quote: z.string(), path: z.string().nullable() });

/** A finding with its sentence and, for a text file, the line where it stands. */
export const findingForm = z.object({
  code: z.string(),
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'advice']),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  place: placeForm,
  /** "7.2", "Schedule B", or the heading of a clause without number; '' where it concerns the whole. */
  where: z.string(),
  related: z.array(placeForm),
  fixes: z.array(z.object({ title: z.string(), before: z.string(), after: z.string(), steps: z.array(z.unknown()) })),
  why: z.string(),
  todo: z.string(),
  source: z.string(),
  pack: z.string(),
  /** Id of the dated rule of law behind it, such as DE-07. */
  law: z.string().optional(),
  confidence: z.enum(['high', 'medium', 'low']),
  fingerprint: z.string(),
  /** Why it was set aside, null where it was not. */
  setAside: z.string().nullable(),
});

/** A finding as operations give it out. */
export type FindingOut = z.infer<typeof findingForm>;

/** A file in a result; doors send its bytes. */
export const fileForm = z.object({ name: z.string(), mediaType: z.string(), bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) });

/**
 * Words that a person writes to others, up to so many characters: NFC, trimmed, lines ended by "\n". Letters that cannot be seen
 * or that turn the direction of reading are refused, so that nobody is shown other words than were meant.
 */
export const plainText = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim())
    .pipe(z.string().min(1, 'expected some words').max(max, `expected at most ${max} characters`))
    .refine((text) => deceivingLetterIn(text.replaceAll(/[\n\t]/g, ' '), false) === undefined, 'the text holds a character that cannot be seen or that changes the direction of reading');

/** The name of a person who signs: no invisible, bidirectional or control characters, because it goes into the certificate. */
export const signerName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .transform((name) => name.normalize('NFC'))
  .refine((name) => deceivingLetterIn(name, true) === undefined, 'the name holds a character that cannot be seen or that changes the direction of reading');
