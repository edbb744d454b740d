import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { InputError } from '#agreement/input-error';
import type { Digest } from '#agreement/record/canonical';
import type { PackFolder } from '#world/packs';

/** What is read of an organisation's pack: a clause is a few kilobytes, and a hundred of them are a book. */
export const ownPackLimits = { archive: 5_000_000, file: 250_000, all: 3_000_000, files: 600 } as const;

/** The organisation that the packs of the command line belong to; no organisation is called so. */
export const localOrganisation = 'local';

const kept = 'Nothing was kept.';

/** Files as they come in, counted before they are read. */
class Gathered {
  readonly #files: Record<string, string> = {};
  readonly #name: string;
  #bytes = 0;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Makes room for a file of so many bytes, or refuses it. */
  expect(name: string, bytes: number): void {
    this.#count += 1;
    this.#bytes += bytes;
    const at = `${this.#name}/${name}`;
    if (this.#count > ownPackLimits.files) throw new InputError(`This pack has more than ${ownPackLimits.files} files.`, `${kept} Keep only pack.yaml, playbook.yaml, rules.yaml and the clauses.`, at);
    if (bytes > ownPackLimits.file) throw new InputError(`This file has more than ${ownPackLimits.file / 1000} kB.`, `${kept} A clause is a few kilobytes; remove what does not belong there.`, at);
    if (this.#bytes > ownPackLimits.all) throw new InputError(`The files of this pack have more than ${ownPackLimits.all / 1_000_000} MB together.`, `${kept} Remove what does not belong into a pack.`, at);
  }

  put(name: string, bytes: Uint8Array): void {
    const at = `${this.#name}/${name}`;
    if (Object.hasOwn(this.#files, name)) throw new InputError('This file is in the archive twice.', `${kept} Pack the folder anew, so that each file is in it once.`, at);
    try {
      this.#files[name] = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      const text = Buffer.from(bytes).toString('utf8');
      const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
      throw new InputError('This file is not text in UTF-8.', `${kept} Save it as UTF-8; the first letter that cannot be read is in line ${line}.`, `${at}:${line}`);
    }
  }

  get folder(): PackFolder {
    return { folder: this.#name, files: this.#files };
  }
}

/** What a machine leaves in folders by itself. */
const litter = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

/** Reads a pack from its folder; links are not followed. An InputError names what is too large or unreadable. */
export function readOwnPackFolder(path: string, name = 'pack'): PackFolder {
  const gathered = new Gathered(name);
  const visit = (below: string, depth: number): void => {
    if (depth > 4) throw new InputError('The folders of this pack are nested too deeply.', `${kept} A clause stands in clauses/<name>.`, `${name}/${below}`);
    for (const entry of readdirSync(join(path, below), { withFileTypes: true })) {
      const at = below === '' ? entry.name : `${below}/${entry.name}`;
      if (litter.test(entry.isDirectory() ? `${at}/` : at) || at === '.git') continue;
      if (entry.isDirectory()) visit(at, depth + 1);
      else if (entry.isFile()) {
        gathered.expect(at, statSync(join(path, at)).size);
        gathered.put(at, readFileSync(join(path, at)));
      } else throw new InputError('This is a link, not a file.', `${kept} Put the file itself there.`, `${name}/${at}`);
    }
  };
  try {
    visit('', 0);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('This folder cannot be read.', `${kept} Check that it exists and that you may read it.`, path);
  }
  return gathered.folder;
}

/**
 * Reads a pack from a ZIP file from anyone: what comes out is counted as it comes, whatever the archive says of itself, and a name that
 * leads outside is refused. All of it may stand in one folder.
 */
export async function readOwnPackZip(bytes: Uint8Array, name = 'pack'): Promise<PackFolder> {
  if (bytes.length > ownPackLimits.archive) throw new InputError(`This file has ${Math.round(bytes.length / 1_000_000)} MB, and a pack at most ${ownPackLimits.archive / 1_000_000}.`, `${kept} Pack only the folder of the pack.`, name);
  const unreadable = (error: unknown): InputError => (error instanceof InputError ? error : new InputError(`This file cannot be read as a ZIP archive (${error instanceof Error ? error.message : String(error)}).`, `${kept} Pack the folder of the pack anew as a ZIP file.`, name));
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { decodeStrings: false, lazyEntries: true });
  } catch (error) {
    throw unreadable(error);
  }
  try {
    const entries: { entry: Entry; path: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      const path = entryName(entry, name);
      if (path.endsWith('/') || litter.test(path)) continue;
      if (entries.length >= ownPackLimits.files) throw new InputError(`This pack has more than ${ownPackLimits.files} files.`, `${kept} Keep only pack.yaml, playbook.yaml, rules.yaml and the clauses.`, name);
      entries.push({ entry, path });
    }
    const root = entries.find(({ path }) => /^[^/]+\/pack\.yaml$/.test(path))?.path.slice(0, -'pack.yaml'.length) ?? '';
    const inOne = root !== '' && entries.every(({ path }) => path.startsWith(root));
    const gathered = new Gathered(name);
    for (const { entry, path } of entries) {
      const within = inOne ? path.slice(root.length) : path;
      const content = await unpacked(zip, entry, `${name}/${within}`);
      gathered.expect(within, content.length);
      gathered.put(within, content);
    }
    return gathered.folder;
  } catch (error) {
    throw unreadable(error);
  }
}

function entryName({ fileNameRaw, externalFileAttributes, generalPurposeBitFlag }: Entry, archive: string): string {
  let path: string;
  try {
    path = new TextDecoder('utf-8', { fatal: true }).decode(fileNameRaw);
  } catch {
    throw new InputError('A name in this archive is not text in UTF-8.', `${kept} Give the files names with small letters a to z, digits and hyphens, and pack the folder anew.`, archive);
  }
  const shown = JSON.stringify(path).slice(1, -1);
  if (path === '' || path.startsWith('/') || path.includes('\\') || path.includes('\0') || /^[a-z]:/i.test(path) || path.split('/').some((part) => part === '..' || part === '.')) {
    throw new InputError('The name of this file leads out of the archive.', `${kept} Pack the folder of the pack itself, without paths from elsewhere.`, `${archive}/${shown}`);
  }
  if (((externalFileAttributes >>> 16) & 0o170000) === 0o120000) throw new InputError('This is a link, not a file.', `${kept} Put the file itself there.`, `${archive}/${shown}`);
  if ((generalPurposeBitFlag & 1) !== 0) throw new InputError('This file is encrypted.', `${kept} Pack the folder without a password.`, `${archive}/${shown}`);
  return path;
}

/** What an entry holds; it is stopped where more comes out than a file may have. */
async function unpacked(zip: ZipFile, entry: Entry, at: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > ownPackLimits.file) throw new InputError(`This file unpacks to more than ${ownPackLimits.file / 1000} kB.`, `${kept} A clause is a few kilobytes; remove what does not belong there.`, at);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** True for bytes that begin as a ZIP archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** The digest of a pack: SHA-256 over its files by name, whatever archive or folder they came from. */
export function digestOfPack({ files }: PackFolder): Digest {
  return `sha256:${createHash('sha256').update(listed(files)).digest('hex')}` as Digest;
}

/** A pack as the store keeps it. */
export function packBytes({ files }: PackFolder): Uint8Array {
  return gzipSync(listed(files), { level: 9 });
}

/** A pack as the store kept it; `name` is how faults call it. */
export function packFromBytes(bytes: Uint8Array, name: string): PackFolder {
  const text = gunzipSync(bytes, { maxOutputLength: 4 * ownPackLimits.all }).toString('utf8');
  return { folder: name, files: Object.fromEntries(JSON.parse(text) as [string, string][]) };
}

function listed(files: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
