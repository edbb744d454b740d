/**
 * A server may keep checksums of its pages or not, and no checksum tells of a row that somebody changed by hand. So rows of tables without
 * digests of their own carry the SHA-256 of all their other columns in `row_check`. A trigger writes it, but only on connections that say of
 * themselves that they are ours (`entente.writer`, connect.ts): a row that was changed in another way no longer fits, which `entente audit` finds.
 */
export const rowCheck = 'row_check';

/** SQL for what `row_check` must hold of a row. */
export function checkOf(row: string): string {
  return `encode(sha256(convert_to((to_jsonb(${row}) - '${rowCheck}')::text, 'UTF8')), 'hex')`;
}

const checkedTables = [
  'account', 'agreements', 'blob_places', 'dates', 'erasures', 'guesses', 'idempotency', 'installation', 'invitations', 'members', 'migrations', 'notes_due', 'organisation_members', 'organisations', 'outbox',
  'packs', 'passkey', 'people', 'person_keys', 'search', 'seats', 'session', 'texts', 'twoFactor', 'user', 'verification', 'views',
];

/** Statements that give these tables the column and its trigger, for the end of the step that makes them. */
export const rowChecks: readonly string[] = [
  `create function entente_row_check() returns trigger language plpgsql as $$
    begin
      if current_setting('entente.writer', true) = 'on' then
        new.${rowCheck} := ${checkOf('new')};
      end if;
      return new;
    end
  $$`,
  ...checkedTables.flatMap((table) => [
    `alter table "${table}" add column ${rowCheck} text collate "C"`,
    `create trigger "${table}_row_check" before insert or update on "${table}" for each row execute function entente_row_check()`,
  ]),
];
