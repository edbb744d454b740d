import type { Library, Rule, RuleValue } from '#library/library';

/**
 * A figure of a rule on a day. Where there is none for that day, `why` says so in words: the nearest one is never taken in its place.
 */
export type Figure = { known: true; rule: Rule; is: NonNullable<RuleValue['is']>; unit: RuleValue['unit'] } | { known: false; rule: Rule; why: string };

/** The rules that count on a day (ISO date), in the order of the packs. */
export function rulesOn(library: Library, day: string): Rule[] {
  return library.rules.filter((rule) => counts(rule, day));
}

/** All versions of a rule, whatever their dates; none where no pack of this library has it. */
export function versionsOf(library: Library, id: string): Rule[] {
  return library.rules.filter((rule) => rule.id === id);
}

/** A figure of a rule on a day; undefined where no pack of this library has the rule. A figure that a rule of ours never had is a fault of ours and throws. */
export function figureOn(library: Library, id: string, key: string, day: string): Figure | undefined {
  const versions = versionsOf(library, id);
  const last = versions.at(-1);
  if (last === undefined) return undefined;
  const rule = versions.find((one) => counts(one, day));
  const values = (rule ?? last).values.filter((value) => value.key === key);
  if (values.length === 0) throw new Error(`the rule ${id} has no figure "${key}"`);
  if (rule === undefined) return { known: false, rule: last, why: outside(`The rule ${id} (${last.title})`, versions, day) };
  const value = values.find((one) => counts(one, day));
  if (value === undefined) return { known: false, rule, why: outside(`The figure "${key}" of the rule ${id} (${rule.title})`, values, day) };
  if (value.is === null) return { known: false, rule, why: `An attorney must look up ${value.lookUp} (rule ${id}).` };
  return { known: true, rule, is: value.is, unit: value.unit };
}

/** A figure that is a number; undefined where the rule is absent, with `why` where it is there and has none for the day. */
export function numberOn(library: Library, id: string, key: string, day: string): { rule: Rule; is: number; why: null } | { rule: Rule; is: null; why: string } | undefined {
  const figure = figureOn(library, id, key, day);
  if (figure === undefined) return undefined;
  if (!figure.known) return { rule: figure.rule, is: null, why: figure.why };
  if (typeof figure.is !== 'number') throw new Error(`the figure "${key}" of the rule ${id} is no number`);
  return { rule: figure.rule, is: figure.is, why: null };
}

interface Span {
  from: string | null;
  until: string | null;
}

function counts({ from, until }: Span, day: string): boolean {
  return (from === null || from <= day) && (until === null || day <= until);
}

function outside(what: string, spans: readonly Span[], day: string): string {
  const known = spans.map(({ from, until }) => `${from === null ? 'up to' : `${from} to`} ${until ?? 'an open end'}`).join(', ');
  return `${what} is dated ${known}, and the day asked about is ${day}. An attorney must look up what counts on that day.`;
}
