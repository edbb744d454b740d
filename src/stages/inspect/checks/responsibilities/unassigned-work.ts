import { itemTitle } from '#agreement/facts/read';
import type { Check } from '#stages/inspect/check';
import page from './unassigned-work.md';

/** RSP-002: nobody does a work item, and nobody leads it. */
export const unassignedWork: Check = {
  code: 'RSP-002',
  rule: 'unassigned-work',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    for (const item of subject.items('work.items')) {
      const path = `work.raci.${item.id}.r`;
      const who = subject.fact(path);
      if (item.value.lead !== undefined || (Array.isArray(who) && who.length > 0)) continue;
      yield { place: subject.placeOfFact(path), params: { title: itemTitle(item) ?? item.id } };
    }
  },
};
