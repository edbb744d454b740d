import { InputError } from '#agreement/input-error';
import { isDigest } from '#agreement/record/canonical';
import type { Seat } from '#agreement/record/seat';
import { isRecordId, parseStream } from '#agreement/record/stream';
import type { NewMail } from '#world/store/outbox';
import type { Append, ListedAgreement, ListedPage, Page } from '#world/store/store';

/** Refuses an append that makes no sense whatever the store holds, before anything is touched. */
export function checkAppend(seat: Seat, append: Append): void {
  const { agreement, grants = [], ends = [], invitations = {}, mails = [], rows = [], dates = [] } = append;
  refuseBadId(agreement);
  const streams = append.writes.map((write) => {
    const name = parseStream(write.stream);
    if (name.agreement !== agreement) {
      throw new InputError('A write names a stream of another agreement.', 'Append to one agreement at a time.', write.stream);
    }
    if (!Number.isSafeInteger(write.expectedSeq) || write.expectedSeq < 0) {
      throw new InputError('The expected number of a stream must be 0 or more.', 'Read the stream and try again.', write.stream);
    }
    write.people?.forEach((person) => refuseBadId(person.id));
    return write.stream;
  });
  refuseTwice(streams, 'stream');
  if (append.once !== undefined) refuseBadKey(append.once.key);

  for (const grant of grants) [grant.person, grant.party, ...(typeof grant.organisation === 'string' ? [grant.organisation] : [])].forEach(refuseBadId);
  ends.forEach(refuseBadId);
  refuseTwice([...grants.map((grant) => grant.person), ...ends], 'person');
  for (const { id, party, email, name, names, tokenDigest, expiresAt } of invitations.make ?? []) {
    [id, party].forEach(refuseBadId);
    [email, name ?? '', names?.party ?? '', names?.by ?? ''].forEach(refuseNul);
    refuseBadTime(expiresAt);
    if (!isDigest(tokenDigest)) throw new InputError('The token of an invitation is kept as a SHA-256 digest.', 'Give "sha256:" and 64 hexadecimal digits.');
  }
  if (invitations.use !== undefined) [invitations.use.id, invitations.use.by].forEach(refuseBadId);
  invitations.revoke?.forEach(refuseBadId);
  mails.forEach(checkMail);

  const shared = append.create === true || append.writes.some((write) => write.drafts.length > 0 && parseStream(write.stream).kind === 'shared');
  for (const row of rows) {
    refuseBadId(row.party);
    [row.title ?? '', row.type ?? '', row.status ?? '', row.words ?? '', ...(row.parties ?? [])].forEach(refuseNul);
    if (!Number.isSafeInteger(row.turn) || row.turn < 0) throw new InputError('The number of a turn is 0 or more.', 'Count the turns of the shared stream.', 'turn');
    // What happened in private must not show to anybody else.
    if (row.party !== seat.party && !shared) throw new InputError('A private change gives no row to another party.', 'Give the row of the own party.', row.party);
  }
  refuseTwice(rows.map((row) => row.party), 'row');
  if (append.dates !== undefined && !shared) throw new InputError('A private change gives no dates, which every party sees.', 'Give them with an event in the shared stream.');
  for (const { party, on, obligation, what, clause } of dates) {
    refuseBadId(party);
    [obligation, what, clause].forEach(refuseNul);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(on)) throw new InputError('A date is a day of the form 2027-03-31.', 'Give the day so.', on.slice(0, 20));
  }
}

/** Refuses a mail that makes no sense whatever the outbox holds. */
export function checkMail(mail: NewMail): void {
  [mail.id, ...(mail.agreement === null ? [] : [mail.agreement]), ...('person' in mail.to ? [mail.to.person] : [])].forEach(refuseBadId);
  [mail.dedupe, 'email' in mail.to ? mail.to.email : ''].forEach(refuseNul);
  if (mail.dueAt !== undefined) refuseBadTime(mail.dueAt);
}

/** Refuses a key that is empty, long or holds anything but printable ASCII, as HTTP headers carry it. */
export function refuseBadKey(key: string): void {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new InputError('The idempotency key must be 1 to 200 printable characters without spaces.', 'Send a fresh UUID as the key.');
  }
}

/** Refuses what is not an id of the record. */
export function refuseBadId(id: string): void {
  if (!isRecordId(id)) throw new InputError('An id holds lower-case letters, digits and hyphens, at most 64.', 'Check the id.', id.slice(0, 100));
}

/** Refuses a time that is not RFC 3339 in UTC with milliseconds: times are compared as texts. */
export function refuseBadTime(time: string): void {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(time)) throw new InputError('A time is of the form 2027-03-31T09:30:00.000Z.', 'Give it in UTC with milliseconds.', time.slice(0, 40));
}

/** A page's limit and cursor, refusing those that no page handed out. */
export function readPage(page: Page): { limit: number; after: { updatedAt: string; id: string } | null } {
  if (!Number.isSafeInteger(page.limit) || page.limit < 1 || page.limit > 200) {
    throw new InputError('A page holds 1 to 200 agreements.', 'Ask for a limit in that range.', 'limit');
  }
  if (page.after === undefined) return { limit: page.limit, after: null };
  const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]{5,20}Z)~([a-z0-9-]{1,64})$/.exec(page.after);
  const [, updatedAt, id] = match ?? [];
  if (updatedAt === undefined || id === undefined) {
    throw new InputError('This is not the end of a page.', 'Ask for the first page and follow its links.', 'after');
  }
  return { limit: page.limit, after: { updatedAt, id } };
}

/** Cuts `limit + 1` rows, newest first, down to a page with the place where the next one starts. */
export function cutPage(rows: readonly ListedAgreement[], limit: number): ListedPage {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? `${last.updatedAt}~${last.id}` : null };
}

function refuseTwice(names: readonly string[], what: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`One append names the ${what} "${twice}" twice.`, 'Join the two.', twice);
}

// SQLite cuts a text at its first NUL and PostgreSQL refuses it, so that neither gives back what was written.
function refuseNul(text: string): void {
  if (text.includes('\0')) throw new InputError('A text holds a NUL character.', 'Remove it and try again; nothing was kept.');
}
