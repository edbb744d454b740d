// What the bench of the lists measures, built as one module.
export { openDatabase } from '#world/store/open-database';
export { entriesOf } from '#world/store/postgres/words';
