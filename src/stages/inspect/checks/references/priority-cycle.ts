import { placeIn, type Check, type Report } from '#stages/inspect/check';
import type { Reference } from '#stages/inspect/references';
import type { Subject, Text } from '#stages/inspect/subject';
import page from './priority-cycle.md';

/** “Subject to section 12”: the named section prevails. “Despite section 12”: the speaking one does. */
const yields = /(?:subject(?: always)? to|except as (?:set out|stated|provided) in|unless (?:otherwise )?(?:stated|provided) in) (?:the (?:terms|provisions) of )?$/;
const prevails = /(?:despite|notwithstanding|regardless of|in spite of|prevails over|prevail over|takes precedence over|takes priority over|overrides) (?:(?:anything in|the (?:terms|provisions) of) )?$/;

/** One statement of priority: a reference, and whether the block that holds it wins over the target. */
interface Priority {
  reference: Reference;
  target: string;
  wins: boolean;
}

/** XRF-004: two provisions each claim, or each deny, that they prevail over the other. */
export const priorityCycle: Check = {
  code: 'XRF-004',
  rule: 'priority-cycle',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const priorities: Priority[] = [];
    for (const reference of subject.references) {
      if (reference.target === null) continue;
      const before = reference.in.lower.slice(Math.max(0, reference.from - 48), reference.from);
      const wins = prevails.test(before) ? true : yields.test(before) ? false : undefined;
      if (wins !== undefined && !covers(subject, reference.target, reference.in)) priorities.push({ reference, target: reference.target, wins });
    }
    yield* cycles(subject, priorities);
  },
};

function* cycles(subject: Subject, priorities: readonly Priority[]): Generator<Report> {
  const settled = new Set<Priority>();
  // Every step leads from a losing place to a winning one, so that a way back to the start is a circle.
  const next = (one: Priority): Priority[] => priorities.filter((other) => other !== one && follows(subject, one, other));
  for (const start of priorities) {
    const way = settled.has(start) ? undefined : circle(start, next, settled);
    if (way === undefined) continue;
    const [first, ...others] = way;
    const { reference } = first as Priority;
    yield {
      place: placeIn(reference.in, reference.from, reference.to),
      params: { words: reference.in.text.text.slice(reference.from, reference.to), number: numberOf(subject, reference.in) },
      related: others.map((one) => placeIn(one.reference.in, one.reference.from, one.reference.to)),
    };
  }
}

function circle(start: Priority, next: (one: Priority) => Priority[], settled: Set<Priority>): Priority[] | undefined {
  const path: { one: Priority; rest: Priority[] }[] = [{ one: start, rest: next(start) }];
  const onPath = new Set([start]);
  while (path.length > 0) {
    const top = path[path.length - 1]!;
    const step = top.rest.shift();
    if (step === undefined) {
      settled.add(top.one);
      onPath.delete(top.one);
      path.pop();
    } else if (onPath.has(step)) {
      const way = path.slice(path.findIndex(({ one }) => one === step)).map(({ one }) => one);
      for (const { one } of path) settled.add(one);
      return way;
    } else if (!settled.has(step)) {
      path.push({ one: step, rest: next(step) });
      onPath.add(step);
    }
  }
  return undefined;
}

/** True if what wins in one statement loses in the other. */
function follows(subject: Subject, one: Priority, other: Priority): boolean {
  const winner = one.wins ? place(one.reference.in) : one.target;
  const loser = other.wins ? other.target : place(other.reference.in);
  return overlap(subject, winner, loser);
}

function place(text: Text): string {
  return text.text.kind === 'cell' ? text.section.id : text.text.id;
}

function overlap(subject: Subject, one: string, other: string): boolean {
  return one === other || sectionIdOf(subject, one) === other || sectionIdOf(subject, other) === one;
}

function sectionIdOf(subject: Subject, id: string): string | undefined {
  return subject.sections.find((section) => section.printed.id === id || section.printed.blocks.some((block) => block.id === id))?.printed.id;
}

/** True if the text stands in what the reference names: it cannot yield to itself. */
function covers(subject: Subject, target: string, text: Text): boolean {
  return target === text.text.id || (target === text.section.id && subject.section(target) !== undefined);
}

function numberOf(subject: Subject, text: Text): string {
  return subject.printed.numbers.get(text.text.id)?.full || text.section.number;
}
