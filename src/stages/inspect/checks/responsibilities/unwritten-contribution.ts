import { itemTitle } from '#agreement/facts/read';
import type { Check } from '#stages/inspect/check';
import { insertClause, redraftClause } from '#stages/inspect/fix';
import page from './unwritten-contribution.md';

/** RSP-007: a contribution stands in the answers and nowhere in the text. */
export const unwrittenContribution: Check = {
  code: 'RSP-007',
  rule: 'unwritten-contribution',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const items = subject.items('contribution.items');
    if (items.length === 0) return;
    const printed = new Set([...subject.printedFacts.keys()].map((path) => path.split('.').slice(0, 3).join('.')));
    for (const item of items) {
      if (printed.has(item.path)) continue;
      const description = (itemTitle(item) ?? '').toLowerCase();
      if (description !== '' && subject.texts.some((text) => text.lower.includes(description))) continue;
      const party = subject.parties.find((one) => one.id === item.value.party);
      const clause = subject.clause('contributions');
      yield {
        place: { clause: clause?.printed.id ?? null, block: null, from: null, to: null, quote: '', path: item.path },
        params: { name: party?.shortName ?? party?.legalName ?? 'a party', what: itemTitle(item) ?? 'a contribution' },
        fixes: [clause === undefined ? insertClause(subject, 'contributions') : redraftClause(subject, `Draft “${clause.printed.heading.text}” again from the answers`, 'contributions')],
      };
    }
  },
};
