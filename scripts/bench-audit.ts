// What the bench of the audit measures, built as one module.
export { digestOf } from '#agreement/record/canonical';
export { hashedText, verifyChain } from '#agreement/record/chain';
export { auditPlace } from '#world/audit/open-audit';
export { openDatabase } from '#world/store/open-database';
export { eventsOf } from '#world/store/sql/rows';
