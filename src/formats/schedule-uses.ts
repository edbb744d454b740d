import { textsOf, type Printed } from '#agreement/document/print';

/** A section that refers to a schedule: the number it prints and the id that leads there. */
export interface ScheduleUse {
  number: string;
  id: string;
}

/** For each schedule by id, the numbered sections that refer to it, in reading order and each once. */
export function scheduleUses(printed: Printed): ReadonlyMap<string, readonly ScheduleUse[]> {
  const uses = new Map<string, Map<string, ScheduleUse>>();
  for (const section of printed.sections) if (section.kind === 'schedule') uses.set(section.id, new Map());
  for (const section of printed.sections) {
    if (section.kind === 'schedule') continue;
    for (const text of textsOf(section)) {
      for (const run of text.runs) {
        const found = run.kind === 'ref' ? uses.get(run.target ?? '') : undefined;
        if (found === undefined) continue;
        const full = text.kind === 'cell' ? '' : (printed.numbers.get(text.id)?.full ?? '');
        const use = full === '' ? { number: section.number, id: section.id } : { number: full, id: text.id };
        if (use.number !== '') found.set(use.number, use);
      }
    }
  }
  return new Map([...uses].map(([id, found]) => [id, [...found.values()]]));
}
