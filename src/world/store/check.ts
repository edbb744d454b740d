import { deceivingLetter } from '#agreement/facts/letters';
import { InputError } from '#agreement/input-error';
import { isDigest } from '#agreement/record/canonical';
import { checkDraft } from '#agreement/record/event';
import { personRef } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { isRecordId, parseStream } from '#agreement/record/stream';
import type { NewMail } from '#world/store/outbox';
import type { Adoption, Append, ListedAgreement, ListedPage, Page } from '#world/store/store';

/** Most characters of a title. */
const longestTitle = 200;

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
  [...ends, ...(append.erases ?? []), ...(append.note === undefined ? [] : [append.note])].forEach(refuseBadId);
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

/** Refuses an adoption of events that this program would not have written, whatever the store holds; whether their chains hold is checked apart. */
export function checkAdoption(seat: Seat, { agreement, streams, people, blobs }: Adoption): void {
  [agreement, seat.person, seat.party].forEach(refuseBadId);
  refuseTwice(streams.map(({ stream }) => stream), 'stream');
  refuseTwice(people.map(({ record }) => record.id), 'person');
  for (const stream of [...streams, ...people].map((one) => one.stream).concat(blobs.flatMap((one) => one.streams))) {
    if (parseStream(stream).agreement !== agreement) throw new InputError('A stream is of another agreement.', 'Adopt one agreement at a time.', stream);
  }
  people.forEach(({ record, party }) => {
    [record.id, party].forEach(refuseBadId);
    refuseNulIn(record.details);
  });
  for (const event of streams.flatMap(({ events }) => events)) {
    const refuse = (why: string): InputError => new InputError(`Event ${event.seq} of ${event.stream} is not one that this program knows: ${why}.`, 'Nothing was kept. It may come from a newer program; use that one.');
    if (!personRef.safeParse(event.actor).success || !isRecordId(event.onBehalfOf)) throw refuse('it does not say who did it in the form that is known here');
    try {
      refuseBadTime(event.at);
      checkDraft(event);
      refuseNulIn(event.body);
      if ('title' in event.body && event.kind !== 'issue-noted') refuseBadTitle(event.body.title);
    } catch (error) {
      throw error instanceof TypeError || error instanceof InputError ? refuse(error.message) : error;
    }
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
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(time) || !isReal(time)) throw new InputError('A time is of the form 2027-03-31T09:30:00.000Z.', 'Give it in UTC with milliseconds.', time.slice(0, 40));
}

/** False for a day or an hour that no calendar has, such as 31 February. */
function isReal(time: string): boolean {
  const at = Date.parse(time);
  return !Number.isNaN(at) && new Date(at).toISOString() === time;
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

/** The same for every text in a value. */
function refuseNulIn(value: unknown): void {
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(value))) refuseNul('\0');
}

/** Refuses a title that nobody could have given here: longer, or with letters that deceive. */
function refuseBadTitle(title: string | null): void {
  if (title === null) return;
  const letter = deceivingLetter(title, false);
  if (title.length > longestTitle || letter !== undefined) throw new InputError(`Its title cannot be shown. ${letter ?? `It has more than ${longestTitle} characters.`}`, 'Nothing was kept.');
}
