import { InputError } from '#agreement/input-error';
import { isRecordId, parseStream } from '#agreement/record/stream';
import type { Append, ListedAgreement, ListedPage, Page, Summary } from '#world/store/store';

/** The list row of an agreement whose first append gave none. */
export const blankSummary: Summary = { title: null, type: null, parties: [], status: 'created' };

/** Refuses an append that makes no sense whatever the store holds, before anything is touched. */
export function checkAppend(append: Append): void {
  refuseBadId(append.agreement);
  append.admit?.forEach(refuseBadId);
  const seen = new Set<string>();
  for (const write of append.writes) {
    if (parseStream(write.stream).agreement !== append.agreement) {
      throw new InputError('A write names a stream of another agreement.', 'Append to one agreement at a time.', write.stream);
    }
    if (seen.has(write.stream)) throw new InputError('A stream is written twice in one append.', 'Join the two writes.', write.stream);
    seen.add(write.stream);
    if (!Number.isSafeInteger(write.expectedSeq) || write.expectedSeq < 0) {
      throw new InputError('The expected number of a stream must be 0 or more.', 'Read the stream and try again.', write.stream);
    }
    write.people?.forEach((person) => refuseBadId(person.id));
  }
  if (append.once !== undefined) refuseBadKey(append.once.key);
  for (const word of summaryTexts(append)) refuseNul(word);
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

function summaryTexts(append: Append): string[] {
  const { summary } = append;
  return summary === undefined ? [] : [summary.title ?? '', summary.type ?? '', summary.status, ...summary.parties];
}

// SQLite cuts a text at its first NUL and PostgreSQL refuses it, so that neither gives back what was written.
function refuseNul(text: string): void {
  if (text.includes('\0')) throw new InputError('A title or a name holds a NUL character.', 'Remove it and try again; nothing was kept.');
}
