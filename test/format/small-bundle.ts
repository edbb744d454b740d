import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalBytes, digestOfBytes } from '#agreement/record/canonical';
import { link, type Head } from '#agreement/record/chain';
import { openingsFor, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event, EventDraft } from '#agreement/record/event';
import { referTo } from '#agreement/record/person';
import { writeList, type BundleList } from '#agreement/record/bundle';
import { Archive } from '#formats/bundle/archive';
import { BundleWriter } from '#formats/bundle/write';
import { openAuthority } from '#world/signing/authority';
import { openCheckpointer, type Checkpointer } from '#world/signing/checkpoint-key';
import { filesOf } from './lives';

const at = '2026-11-23T09:00:00.000Z';

/** Makes checkpoints with keys of its own. */
export async function newCheckpointer(): Promise<Checkpointer> {
  const folder = mkdtempSync(join(tmpdir(), 'entente-keys-'));
  try {
    return await openCheckpointer(folder, await openAuthority(folder, new Date(at)), new Date(at));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A bundle of a few events, two files, one person and two checkpoints, made without a store; `odd` is one more event, wherever it may not stand, or many; `when` its time and `who` its actor. */
export async function smallBundle(odd?: [stream: string, draft: EventDraft | readonly EventDraft[]], { when = at, who = 'ada' }: { when?: string; who?: string } = {}): Promise<Uint8Array> {
  const agreement = 'agreement-1';
  const ada = { id: 'ada', salt: randomBytes(32).toString('hex'), details: { name: 'Ada Winter' } };
  const texts = ['first', 'second'].map((text) => canonicalBytes({ text }));
  const [first, second] = texts.map(digestOfBytes);
  const streams = new Map<string, Event[]>();
  const happen = (local: string, draft: EventDraft, time = at, person = 'ada'): void => {
    const stream = `${agreement}/${local}`;
    const events = streams.get(stream) ?? [];
    const last = events.at(-1);
    const head: Head | null = last === undefined ? null : { seq: last.seq, hash: last.hash };
    streams.set(stream, events);
    events.push(link(draft, { stream, at: time, actor: { person }, onBehalfOf: 'alpha' }, head));
  };
  const { make, authority } = await newCheckpointer();
  const noted: NotedCheckpoint[] = [];
  const note = (): void => {
    const heads = [...streams].map(([stream, events]) => ({ stream, seq: events.length, hash: events.at(-1)!.hash }));
    noted.push(make({ agreement, heads, parties: 2, last: noted.at(-1) ?? null }, at));
  };
  happen('party:alpha', { kind: 'agreement-created', body: { type: 'RD', title: 'Small – 😀' } });
  happen('party:alpha', { kind: 'document-drafted', body: { version: 1, digest: first!, library: 'none' } });
  happen('shared', { kind: 'party-joined', body: { party: 'alpha', person: referTo(ada) } });
  happen('shared', { kind: 'seat-granted', body: { party: 'alpha', person: referTo(ada), role: 'lead' } });
  note();
  happen('shared', { kind: 'comment-made', body: { comment: 'c1', clause: null, text: 'Grüße\n"quoted" \u2028 😀' } });
  happen('party:alpha', { kind: 'clause-rewritten', body: { clause: 'purpose', version: 2, digest: second! } });
  happen('shared', { kind: 'comment-made', body: { comment: 'c2', clause: 'purpose', text: '1e21' } });
  happen('shared', { kind: 'obligation-reported', body: { obligation: 'purpose/1', on: '2027-01-31', report: 'done', note: null } });
  if (odd !== undefined) for (const draft of [odd[1]].flat()) happen(odd[0], draft as EventDraft, when, who);
  note();
  const writer = new BundleWriter();
  for (const [stream, events] of streams) await writer.stream(stream, events);
  for (const text of texts) await writer.blob(digestOfBytes(text), text);
  const shown = noted.map(({ checkpoint, openings }) => ({ checkpoint, openings: openingsFor(openings, () => true) }));
  return writer.end({ agreement, title: 'Small – 😀', at, installation: null, party: 'alpha', role: 'lead' }, [ada], shown, [authority]);
}

/** Files of a bundle with their list, to be changed. */
export interface Opened {
  files: Map<string, Uint8Array>;
  list: Omit<BundleList, 'digest'>;
}

/** Packs changed files again with a list and an archive that fit them, as somebody would who means to deceive. */
export async function repack(bundle: Uint8Array, change: (opened: Opened) => void): Promise<Uint8Array> {
  const { 'bundle.json': old, ...rest } = filesOf(bundle);
  const { digest: _digest, ...list } = JSON.parse(new TextDecoder().decode(old)) as BundleList;
  const opened: Opened = { files: new Map(Object.entries(rest)), list };
  change(opened);
  const files = [...opened.files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => ({ name, bytes: bytes.length, digest: digestOfBytes(bytes) }));
  const streams = opened.list.streams.map((one) => {
    const lines = linesOf(opened, one.file);
    return { ...one, events: Math.max(1, lines.length), head: headOf(lines.at(-1)) ?? one.head };
  });
  const archive = new Archive();
  for (const [name, bytes] of opened.files) await archive.add(name, bytes);
  await archive.add('bundle.json', Buffer.from(writeList({ ...opened.list, files, streams })));
  return archive.end('bundle.json');
}

/** The lines of a file of events. */
export const linesOf = ({ files }: Opened, file: string): string[] => new TextDecoder().decode(files.get(file)).split('\n').slice(0, -1);

/** Puts lines into a file of events. */
export const putLines = ({ files }: Opened, file: string, lines: readonly string[]): void => void files.set(file, Buffer.from(lines.map((line) => `${line}\n`).join('')));

function headOf(line: string | undefined): Event['hash'] | undefined {
  try {
    return (JSON.parse(line ?? '') as Event).hash;
  } catch {
    return undefined;
  }
}
