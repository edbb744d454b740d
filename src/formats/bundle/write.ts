import { createHash, X509Certificate } from 'node:crypto';
import { canonical, type Digest } from '#agreement/record/canonical';
import type { BundledFile, BundledStream, BundleList } from '#agreement/record/bundle';
import { blobFile, bundleNames, streamFile, writeEvents, writeList } from '#agreement/record/bundle';
import type { NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import { Archive } from '#formats/bundle/archive';
import { readme } from '#formats/bundle/readme';
// oxlint-disable-next-line import/default -- read as text, not as a module
import verifier from './verify.mjs?raw';

/** What a bundle says of itself. */
export type BundleAbout = Omit<BundleList, 'v' | 'kind' | 'streams' | 'files' | 'digest'>;

/** Writes a bundle: an agreement's whole life, as one party reads it, in one ZIP file that can be checked without us. */
export class BundleWriter {
  readonly #archive = new Archive();
  readonly #files: BundledFile[] = [];
  readonly #streams: BundledStream[] = [];

  /** Adds a stream, whole and in order. */
  async stream(stream: string, events: readonly Event[]): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) throw new Error(`${stream} has no events`);
    const file = streamFile(stream);
    await this.#add(file, Buffer.from(writeEvents(events), 'utf8'));
    this.#streams.push({ stream, file, events: events.length, head: last.hash });
  }

  /** Adds a file that events name by its digest. */
  async blob(digest: Digest, bytes: Uint8Array): Promise<void> {
    await this.#add(blobFile(digest), bytes);
  }

  /** Adds a copy of the newest signed PDF under a name that people find. */
  async signed(pdf: Uint8Array): Promise<void> {
    await this.#add(bundleNames.signed, pdf);
  }

  /** Adds the records of people, the checkpoints and the certificates of authorities (DER), and gives the whole file. */
  async end(about: BundleAbout, people: readonly PersonRecord[], checkpoints: readonly NotedCheckpoint[], certificates: readonly Uint8Array[]): Promise<Uint8Array> {
    const sorted = people.map(({ id, salt, details }) => ({ id, salt, details })).sort((a, b) => (a.id < b.id ? -1 : 1));
    await this.#add(bundleNames.people, Buffer.from(canonical(sorted), 'utf8'));
    await this.#add(bundleNames.checkpoints, Buffer.from(canonical(checkpoints.map(({ checkpoint, openings }) => ({ checkpoint, openings }))), 'utf8'));
    await this.#add(bundleNames.certificates, Buffer.from(certificates.map((der) => new X509Certificate(der).toString()).join(''), 'latin1'));
    await this.#add(bundleNames.verifier, Buffer.from(verifier, 'utf8'));
    await this.#add(bundleNames.readme, Buffer.from(readme(about, { signed: this.#files.some((file) => file.name === bundleNames.signed) }), 'utf8'));
    const byName = <T>(list: readonly T[], name: (item: T) => string): T[] => list.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
    const list = writeList({ v: 1, kind: 'entente-bundle', ...about, streams: byName(this.#streams, (one) => one.stream), files: byName(this.#files, (one) => one.name) });
    await this.#archive.add(bundleNames.list, Buffer.from(list, 'utf8'));
    return this.#archive.end(bundleNames.list);
  }

  async #add(name: string, bytes: Uint8Array): Promise<void> {
    this.#files.push({ name, bytes: bytes.length, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` });
    await this.#archive.add(name, bytes);
  }
}
