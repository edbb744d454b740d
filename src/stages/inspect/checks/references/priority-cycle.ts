import { placeIn, type Check, type Report } from '#stages/inspect/check';
import { cycles } from '#stages/inspect/cycles';
import type { Reference } from '#stages/inspect/references';
import { groupBy, type Subject } from '#stages/inspect/subject';
import page from './priority-cycle.md';

/** “Subject to section 12”: the named section prevails. “Despite section 12”: the speaking one does. */
const yields = /(?:subject(?: always)? to|except as (?:set out|stated|provided) in|unless (?:otherwise )?(?:stated|provided) in) (?:the (?:terms|provisions) of )?$/;
const prevails = /(?:despite|notwithstanding|regardless of|in spite of|prevails over|prevail over|takes precedence over|takes priority over|overrides) (?:(?:anything in|the (?:terms|provisions) of) )?$/;

/** One statement of priority: which place wins, which one loses, and the reference that says so. */
interface Priority {
  reference: Reference;
  winner: string;
  loser: string;
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
      const { target, in: text } = reference;
      // What a section says about itself as a whole puts nothing above it.
      if (target === null || target === text.text.id || target === text.section.id) continue;
      const before = text.lower.slice(Math.max(0, reference.from - 48), reference.from);
      const speaker = /\bthis (?:section|clause|article|schedule)\b/.test(before) ? text.section.id : text.text.id;
      if (prevails.test(before)) priorities.push({ reference, winner: speaker, loser: target });
      else if (yields.test(before)) priorities.push({ reference, winner: target, loser: speaker });
    }
    if (priorities.length > 1) yield* circles(subject, priorities);
  },
};

/**
 * Walks from losers to winners. Having arrived at a place, one can go on from it, from the section around it, and from the
 * blocks inside it, but not from its neighbours: 8.1 and 12 clash with 12.3 and 8, while 8.1 and 8.2 are two provisions.
 */
function* circles(subject: Subject, priorities: readonly Priority[]): Generator<Report> {
  const byLoser = groupBy(priorities, (one) => one.loser);
  const inside = groupBy(byLoser.keys(), (id) => subject.home(id));
  const next = function* (node: string | Priority): Generator<string | Priority> {
    if (typeof node !== 'string') {
      yield node.winner;
      return;
    }
    const home = subject.home(node);
    yield* byLoser.get(node) ?? [];
    if (home === node) for (const block of inside.get(node) ?? []) yield* block === node ? [] : (byLoser.get(block) ?? []);
    else if (home !== undefined) yield* byLoser.get(home) ?? [];
  };
  for (const circle of cycles<string | Priority>(priorities, next)) {
    const [first, ...others] = circle.filter((node) => typeof node !== 'string').map((node) => node.reference).sort((a, b) => a.in.index - b.in.index || a.from - b.from) as [Reference, ...Reference[]];
    yield {
      place: placeIn(first.in, first.from, first.to),
      params: { words: first.in.text.text.slice(first.from, first.to), number: subject.printed.numbers.get(first.in.text.id)?.full || first.in.section.number },
      related: others.map((one) => placeIn(one.in, one.from, one.to)),
    };
  }
}
