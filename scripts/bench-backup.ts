// What the bench of backups needs to fill a folder, built as one module.
export { hashOf } from '#agreement/record/chain';
export { openDatabase } from '#world/store/open-database';
export { openPeopleKeys } from '#world/people-keys';
export { copyRows } from '#world/store/sqlite/row-checks';
export { indexSeats } from '#world/store/sql/texts';
export { sqliteWords } from '#world/store/sqlite/words';
