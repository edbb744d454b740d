// What the bench of the lists measures, built as one module.
export { openDatabase } from '#world/store/sqlite/open-database';
