import { placeOf, type Check } from '#stages/inspect/check';
import { signsPath, traps } from '#stages/traps';
import page from './known-trap.md';

/** TRP-001: the answers show a sign of a trap that no clause and no other answer settles. */
export const knownTrap: Check = {
  code: 'TRP-001',
  rule: 'known-trap',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run({ answers }) {
    if (answers === undefined) return;
    for (const trap of traps) {
      const open = trap.leaves(answers);
      if (open === undefined) continue;
      // The question about signs shows it, unless other answers show it alone.
      const shown = trap.leaves({ ...answers, facts: { ...answers.facts, compliance: { ...answers.facts.compliance, signs: undefined } } }) === open;
      yield { place: placeOf(null, shown ? (trap.asks[0] ?? signsPath) : signsPath), params: { open } };
    }
  },
};
