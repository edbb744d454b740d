import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonDetails } from '#agreement/record/person';
import { audit, type AuditOptions } from '#world/audit/audit';
import type { AuditReport } from '#world/audit/report';
import { readWitnesses } from '#world/audit/witnesses';
import { openPeopleKeys } from '#world/people-keys';
import type { Reader } from '#world/store/audit/reader';
import { recordOf } from '#world/store/sql/person-rows';
import { openSqliteReader } from '#world/store/sqlite/audit';

/** What to check, and with what. */
export interface AuditPlace {
  /** Path of the data folder. */
  data: string;
  /** Address of a PostgreSQL server in place of the file in the folder; the keys are still in the folder. */
  database?: string | null;
  /** Files that left the server earlier: path and content. */
  against?: readonly { path: string; bytes: Uint8Array }[];
}

/** Checks everything that an installation keeps, beside a server that goes on working. An InputError says what cannot be read at all. */
export async function auditPlace({ data, database = null, against = [] }: AuditPlace, told: Pick<AuditOptions, 'fault' | 'progress'> = {}): Promise<AuditReport> {
  const keys = join(data, 'keys');
  const authority = certificateIn(join(keys, 'authority.crt'));
  const witnesses = [];
  for (const { path, bytes } of against) witnesses.push(...(await readWitnesses(path, bytes, authority)));
  const reader = await openReader(data, database);
  try {
    return await audit(reader, { ...told, authority, witnesses, openPerson: personOpener(keys) });
  } finally {
    await reader.close();
  }
}

async function openReader(data: string, database: string | null): Promise<Reader> {
  if (database === null) return openSqliteReader(join(data, 'entente.db'));
  return (await import('#world/store/postgres/audit')).openPostgresReader(database);
}

function certificateIn(file: string): Uint8Array | undefined {
  if (!existsSync(file)) return undefined;
  return new X509Certificate(readFileSync(file)).raw;
}

/** Opens people's records with the key of the folder; undefined where there is none. */
function personOpener(keys: string): AuditOptions['openPerson'] {
  const people = openPeopleKeys(keys);
  if (!existsSync(keys) || people.fingerprint(false) === null) return undefined;
  // A row of an older form was never sealed.
  return (row) => (row.name === null && row.salt !== '' ? { id: row.person, salt: row.salt, details: JSON.parse(row.details) as PersonDetails } : recordOf(people, row));
}
