import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { localSeat } from '#agreement/record/seat';
import { writeAnswers } from '#agreement/facts/answers';
import type { Digest } from '#agreement/record/canonical';
import { createAgreement } from '#operations/create-agreement';
import { exportAgreement } from '#operations/export-agreement';
import { exportBundle } from '#operations/export-bundle';
import { invitePerson } from '#operations/invite-person';
import { makeComment } from '#operations/make-comment';
import { noteIssue } from '#operations/note-issue';
import { localContext } from '#operations/operation';
import { perform } from '#operations/perform';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { signAgreement } from '#operations/sign-agreement';
import { saveView } from '#operations/views';
import { openWorld } from '#world/open-world';
import { openPeopleKeys } from '#world/people-keys';
import { openDatabase } from '#world/store/open-database';
import type { World } from '#world/world';
import { cheapPasswords } from '../cheap-passwords';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, Visitor, type House } from '../operations/visitors';

/** An installation in which something has happened in every table, closed again. */
export interface Town {
  /** Its data folder, and the address of its database server where it has one. */
  data: string;
  database: string | null;
  /** The agreement that was signed by everybody, and one that is being negotiated. */
  signed: string;
  open: string;
  /** The PDF of the former: sealed, and with its last signature. */
  sealedPdf: Uint8Array;
  signedPdf: Uint8Array;
  /** A bundle of it, exported at the end. */
  bundle: Uint8Array;
  end(): void;
}

/** Makes a town in a folder, or in a folder and a database. */
export async function makeTown(database: string | null = null): Promise<Town> {
  const root = mkdtempSync(join(tmpdir(), 'entente-audit-'));
  const data = join(root, 'data');
  let now = Date.parse('2026-11-24T09:00:00.000Z');
  const clock = (): string => new Date((now += 1)).toISOString();
  const world = await openWorld({ data, database, clock, passwordCost: cheapPasswords, served: { address: 'https://entente.example', mailServer: false, signUp: 'invited', setUpCode: null } });
  try {
    const open = await negotiated(world);
    const { agreement: signed } = await perform(createAgreement, localContext, { answers: writeAnswers(sampleAnswers(2)) }, world);
    const { pdf, fields } = await perform(sealAgreement, localContext, { agreement: signed }, world);
    for (const [index, field] of fields.entries()) await perform(signAgreement, localContext, { agreement: signed, field: field.id, name: `Signer ${index}`, consent: pdf }, world);
    const sealedPdf = (await world.store.getBlob(localSeat, signed, pdf as Digest))!;
    const signedPdf = (await perform(exportAgreement, localContext, { agreement: signed, format: 'pdf' }, world)).bytes;
    const bundle = (await perform(exportBundle, localContext, { agreement: signed }, world)).bytes;
    const town = { data, database, signed, open, sealedPdf, signedPdf, bundle, end: () => rmSync(root, { recursive: true, force: true }) };
    await world.close();
    await fill(database ?? join(data, 'entente.db'), join(data, 'keys'), clock);
    return town;
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function negotiated(world: World): Promise<string> {
  const house = { world, visitor: () => new Visitor(world) } as unknown as House;
  const anna = await founder(house);
  const { agreement } = await anna.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' }, 'key-1');
  await anna.do(sendTurn, { agreement, answering: 0, note: 'A first draft.' });
  const bea = await guest(house, anna, agreement, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
  const carl = await guest(house, anna, agreement, { name: 'Carl Counsel', email: 'carl@alpha.example', role: 'counsel' });
  await bea.do(makeComment, { agreement, scope: 'everyone', text: 'Seen.' });
  await carl.do(noteIssue, { agreement, scope: 'counsel', title: 'Cap', text: 'Ask for one.' });
  await anna.do(invitePerson, { agreement, email: 'dora@alpha.example', role: 'reader' });
  await anna.do(saveView, { name: 'Mine', filter: {} });
  return agreement;
}

/** Puts a row into every table that has none yet, as the program would. */
async function fill(at: string, keys: string, clock: () => string): Promise<void> {
  const database = await openDatabase(at, clock, { peopleKeys: openPeopleKeys(keys) });
  const db = database.kysely;
  const { id: user } = await db.selectFrom('user').select('id').executeTakeFirstOrThrow();
  const agreement = (await db.selectFrom('agreements').select('id').executeTakeFirstOrThrow()).id;
  const time = clock();
  const rows: Record<string, Record<string, string | number | Uint8Array | null>> = {
    verification: { id: 'v1', identifier: 'reset', value: 'x', expiresAt: time, createdAt: time, updatedAt: time },
    twoFactor: { id: 't1', secret: 's', backupCodes: 'b', userId: user, verified: 1, failedVerificationCount: 0, lockedUntil: null },
    passkey: { id: 'p1', name: 'phone', publicKey: 'k', userId: user, credentialID: 'c', counter: 1, deviceType: 'singleDevice', backedUp: 0, transports: null, createdAt: time, aaguid: null },
    erasures: { person: 'gone', asked_by: user, heir: null, begun_at: time, done_at: null, report: '{}' },
    notes_due: { agreement, person: 'gone', party: 'alpha', asked_by: user },
    dates: { agreement, place: 0, party: 'alpha', on_day: '2027-03-01', obligation: 'o', what: 'Report', clause: '7' },
    installation: { name: 'test', value: 'x' },
    guesses: { place: 'account x', tries: '[]', until: time },
    packs: { organisation: 'local', digest: 'sha256:00', id: 'mine', version: '1.0.0', title: 'Mine', dated: '2026-11-01', files: Buffer.from([1, 2, 3]), added_at: time, added_by: 'local', retired_at: null },
  };
  for (const [table, row] of Object.entries(rows)) {
    const { n } = (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]!;
    if (Number(n) === 0) await sql`insert into ${sql.table(table)} (${sql.join(Object.keys(row).map((column) => sql.ref(column)))}) values (${sql.join(Object.values(row))})`.execute(db);
  }
  await database.close();
}
