import { z } from 'zod';
import { setAnswer, sentence, type Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { periodUnits, type PeriodUnit } from '#agreement/time/period';
import { readYaml, type PackFiles } from '#library/compile';
import type { Faults } from '#library/fault';
import { clauseTemplate, type Library } from '#library/library';

/** A value of a fact as the answers hold it, or all values from `least` to `most` (both included, null: without that end). */
export type PlaybookRange = { value: unknown } | { least: unknown; most: unknown };

/** What an organisation wants of a clause: names of its positions. */
export interface ClausePlay {
  clause: string;
  preferred: string;
  acceptable: string[];
  walkAway: string[];
  note: string | null;
}

/** What an organisation wants of a fact: values or ranges. */
export interface FactPlay {
  path: string;
  preferred: PlaybookRange[];
  acceptable: PlaybookRange[];
  walkAway: PlaybookRange[];
  note: string | null;
}

/** An organisation's playbook: read by its own people alone. */
export interface Playbook {
  clauses: ClausePlay[];
  facts: FactPlay[];
}

/** No playbook at all. */
export const noPlaybook: Playbook = { clauses: [], facts: [] };

const name = z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected the name of a position, such as balanced');
const names = z.union([name.transform((one) => [one]), z.array(name)], { error: 'expected the name of a position, or a list of them' });
const note = z.string().trim().min(1).max(1000).nullable().default(null);
const value = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]);
const values = z.union([z.array(value).min(1), value.transform((one) => [one])], { error: 'expected a value of the fact, a list of values, or { least: …, most: … }' });

/** The form of `playbook.yaml`. */
export const playbookFile = z.strictObject({
  clauses: z.record(z.string(), z.strictObject({ preferred: name, acceptable: names.default([]), 'walk-away': names.default([]), note })).default({}),
  facts: z.record(z.string(), z.strictObject({ preferred: values, acceptable: values.optional(), 'walk-away': values.optional(), note })).default({}),
});

/** After so many faults the rest of a playbook is not looked at. */
const enoughFaults = 50;

/** Reads `playbook.yaml` of a pack against the library that the pack is part of; a pack without one has an empty playbook. */
export function readPlaybook(pack: PackFiles, library: Library, faults: Faults): Playbook {
  if (pack.files['playbook.yaml'] === undefined) return noPlaybook;
  const read = readYaml(pack, 'playbook.yaml', playbookFile, faults);
  if (read === undefined) return noPlaybook;
  const file = `${pack.folder}/playbook.yaml`;
  const clauses = Object.entries(read.value.clauses).map(([clause, play]): ClausePlay => {
    if (faults.list.length >= enoughFaults) return { clause, preferred: play.preferred, acceptable: [], walkAway: [], note: null };
    const of = clauseTemplate(library, clause)?.positions.of;
    if (of === undefined) faults.add(file, read.line(['clauses', clause]), `There is no clause "${clause}".`, 'Write the name of a clause as its folder is called; docs/clauses.md lists those of Entente.');
    const wanted = { preferred: [play.preferred], acceptable: play.acceptable, 'walk-away': play['walk-away'] };
    const said = new Map<string, string>();
    for (const [what, positions] of Object.entries(wanted)) for (const position of positions) {
      const line = read.line(['clauses', clause, what]);
      if (of !== undefined && !of.includes(position)) faults.add(file, line, `"${position}" is not a position of the clause ${clause}.`, `Use one of: ${of.join(', ')}.`);
      const before = said.get(position);
      if (before !== undefined) faults.add(file, line, `The position "${position}" of ${clause} is ${before} and ${what} at once.`, 'Name each position once.');
      said.set(position, what);
    }
    return { clause, preferred: play.preferred, acceptable: play.acceptable, walkAway: play['walk-away'], note: play.note };
  });
  const facts = Object.entries(read.value.facts).map(([path, play]): FactPlay => {
    // Nobody reads more faults than this at once, and finding their lines in a long file takes a while.
    if (faults.list.length >= enoughFaults) return { path, preferred: [], acceptable: [], walkAway: [], note: play.note };
    const ranges = (what: 'preferred' | 'acceptable' | 'walk-away'): PlaybookRange[] => (play[what] ?? []).map((one) => rangeOf(path, one, (why) => faults.add(file, read.line(['facts', path, what]), why, 'Write it as an answers file does; docs/facts.md shows an example of each fact.')));
    const row = factAt(path);
    if (row === undefined || row.kind !== 'value' || row.path.includes('*') || path.startsWith('parties')) {
      faults.add(file, read.line(['facts', path]), row === undefined ? `"${path}" is not a fact.` : `"${path}" has no single value for the whole agreement.`, 'Use the path of one value in the facts table; docs/facts.md lists them.');
      return { path, preferred: [], acceptable: [], walkAway: [], note: play.note };
    }
    return { path, preferred: ranges('preferred'), acceptable: ranges('acceptable'), walkAway: ranges('walk-away'), note: play.note };
  });
  return { clauses, facts };
}

const nobody: Answers = { entente: 1, parties: [], facts: {}, answers: [] } as unknown as Answers;

function rangeOf(path: string, said: unknown, trouble: (why: string) => void): PlaybookRange {
  const asFact = (one: unknown): unknown => {
    const set = setAnswer(nobody, path, one);
    if (set.ok) return valueAt(set.answers, path);
    trouble(set.problems.map(sentence).join(' '));
    return undefined;
  };
  const { least, most, ...rest } = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  if (least === undefined && most === undefined) return { value: asFact(said) };
  if (Object.keys(rest).length > 0) trouble(`"${Object.keys(rest)[0]}" does not belong beside "least" and "most".`);
  const ends = { least: least === undefined ? null : asFact(least), most: most === undefined ? null : asFact(most) };
  for (const end of Object.values(ends)) if (end !== null && end !== undefined && sizeOf(end) === undefined) trouble(`"${path}" has no order, so that nothing lies between "least" and "most".`);
  return ends;
}

const days: Readonly<Record<PeriodUnit, number>> = { hour: 1 / 24, day: 1, 'business-day': 7 / 5, week: 7, month: 30, year: 365 };

/** A size by which values of one fact are compared, with the unit in which it counts; periods count in days, a month as 30. */
export function sizeOf(value: unknown): { size: number; unit: string } | undefined {
  if (typeof value === 'number') return { size: value, unit: '' };
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { size: Number(value.replaceAll('-', '')), unit: 'date' };
    return /^\d+(\.\d+)?$/.test(value) ? { size: Number(value), unit: '' } : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { amount, currency, n, unit } = value as { amount?: unknown; currency?: unknown; n?: unknown; unit?: unknown };
  if (typeof amount === 'string' && typeof currency === 'string') return { size: Number(amount), unit: currency };
  const length = (periodUnits as readonly unknown[]).includes(unit) ? days[unit as PeriodUnit] : undefined;
  return typeof n === 'number' && length !== undefined ? { size: n * length, unit: 'days' } : undefined;
}
