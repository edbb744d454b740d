#!/usr/bin/env node
// Checks an Entente bundle without Entente: needs Node.js 20 or newer and nothing else, no network, no clock.
//   node verify.mjs                     the unpacked folder that this file lies in
//   node verify.mjs FOLDER | FILE.zip   another one
//   --against FILE    also compares with a checkpoint that was kept elsewhere (from a mail or a signed PDF)
//   --json            the same as data
// One word for each part and one verdict; exit code 0 intact, 1 broken, 2 cannot tell.
// It follows the published format (docs/format.md of Entente) and shares no code with Entente; whoever doubts it can write another.
import { createHash, createPublicKey, verify as verifySignature, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const parts = ['archive', 'contents', 'events', 'files', 'people', 'checkpoints', 'consents', 'signatures', 'against'];

/** A place that is not as it was; `cannot` where that cannot be told. */
class Fault extends Error {
  constructor(where, why, cannot = false) {
    super(why);
    Object.assign(this, { where, cannot });
  }
}
const broken = (where, why) => new Fault(where, why);
const cannotTell = (where, why) => new Fault(where, why, true);

// ---------------------------------------------------------------- spelling and digests

const sha256 = (...pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest('hex');
const digest = (bytes) => `sha256:${sha256(bytes)}`;
const isDigest = (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
const loneHalf = /\p{Cs}/u;

/** RFC 8785: one spelling for one value. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    // JavaScript orders texts by UTF-16 units, which is what the RFC asks for.
    return `{${Object.keys(value).sort().map((key) => `${canonical(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  if (typeof value === 'string' && loneHalf.test(value)) throw new Error('half of a character pair');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number that is not finite');
  return JSON.stringify(value);
}

/** The value of bytes that are exactly its RFC 8785 form in UTF-8; undefined for any others. */
function parseCanonical(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

const parseJson = (bytes) => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const hasFields = (value, names) => isObject(value) && canonical(Object.keys(value).sort()) === canonical(names.split(' ').sort());
const isCount = (value, least) => Number.isSafeInteger(value) && value >= least;
const isId = (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,63}$/.test(value);
const isTime = (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value);
const ascending = (list) => list.every((item, index) => index === 0 || item > list[index - 1]);
const localName = (stream) => stream.slice(stream.indexOf('/') + 1);

// ---------------------------------------------------------------- the files

const mostBytes = 2 ** 31;
const bundled = /^(README\.txt|verify\.mjs|people\.json|checkpoints\.json|certificates\.pem|signed\.pdf|events\/[a-z0-9-]+\.jsonl|files\/[0-9a-f]{64}|bundle\.json)$/;

/** Files of a ZIP by name. Every byte is accounted for: entries one after the other, the directory, the end, and a digest of all that as comment. */
function unzip(zip) {
  const fault = (why) => broken('archive', why);
  const end = zip.length - 93;
  if (end < 0 || zip.readUInt32LE(end) !== 0x06054b50 || zip.readUInt16LE(end + 20) !== 71) throw fault('it does not end as a bundle ends; if another program packed it, check the unpacked folder');
  if (zip.toString('latin1', end + 22) !== digest(zip.subarray(0, end + 22))) throw fault('its bytes do not have the digest at its end');
  const [count, size, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 12), zip.readUInt32LE(end + 16)];
  if (zip.readUInt32LE(end + 4) !== 0 || zip.readUInt16LE(end + 8) !== count || start + size !== end) throw fault('its directory is not where it should be');
  const files = new Map();
  let [at, offset, total] = [start, 0, 0];
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > end || zip.readUInt32LE(at) !== 0x02014b50) throw fault('an entry of its directory is missing');
    const [method, packed, bytes, nameLength] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
    if (!bundled.test(name) || files.has(name)) throw fault('an entry has a name that no file of a bundle has, or one twice');
    const from = offset + 30 + nameLength;
    const sameFields = zip.subarray(at + 6, at + 32).equals(zip.subarray(offset + 4, offset + 30));
    const nothingElse = zip.readUInt32LE(at + 30) === 0 && zip.readUInt16LE(at + 34) === 0 && zip.readUInt32LE(at + 42) === offset;
    if (zip.readUInt32LE(offset) !== 0x04034b50 || !sameFields || !nothingElse || zip.toString('latin1', offset + 30, from) !== name || from + packed > start) throw fault(`the entry ${name} is not what the directory says`);
    total += bytes;
    if (total > mostBytes) throw cannotTell('archive', 'it unpacks to more than 2 GB');
    const content = zip.subarray(from, from + packed);
    try {
      files.set(name, method === 0 ? content : method === 8 ? inflateRawSync(content, { maxOutputLength: Math.max(bytes, 1) }) : null);
    } catch {
      throw fault(`the entry ${name} cannot be unpacked`);
    }
    if (files.get(name)?.length !== bytes) throw fault(`the entry ${name} has another length`);
    offset = from + packed;
    at += 46 + nameLength;
  }
  if (at !== end || offset !== start) throw fault('there are bytes that belong to nothing');
  return files;
}

function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll('\\', '/'));
  return new Map(names.filter((name) => bundled.test(name) && statSync(join(folder, name)).isFile()).map((name) => [name, readFileSync(join(folder, name))]));
}

/** The list in bundle.json, if it is what was written. */
function readList(files) {
  const bytes = files.get('bundle.json');
  if (bytes === undefined) throw cannotTell('bundle.json', 'there is no bundle.json, so this is no bundle');
  const list = parseCanonical(bytes);
  if (!isObject(list)) throw broken('bundle.json', 'it is not JSON in the one form that is written');
  const { digest: said, ...rest } = list;
  if (said !== digest(canonical(rest))) throw broken('bundle.json', 'it does not have the digest that it names');
  if (list.v !== 1 || list.kind !== 'entente-bundle') throw cannotTell('bundle.json', 'it is of a newer form');
  const { agreement, party, role } = list;
  const readable = (stream) => stream === `${agreement}/shared` || stream === `${agreement}/party:${party}` || (role === 'counsel' && stream === `${agreement}/counsel:${party}`) || (stream.startsWith(`${agreement}/caucus:`) && isId(stream.slice(agreement.length + 8)));
  const formed =
    hasFields(list, 'v kind agreement title at installation party role streams files digest') && isId(agreement) && isId(party) && isTime(list.at) &&
    (list.title === null || typeof list.title === 'string') && (list.installation === null || isDigest(list.installation)) && ['lead', 'contributor', 'counsel', 'signatory', 'reader'].includes(role) &&
    Array.isArray(list.files) && list.files.every((file) => hasFields(file, 'name bytes digest') && bundled.test(file.name) && file.name !== 'bundle.json' && isCount(file.bytes, 0) && isDigest(file.digest)) && ascending(list.files.map((file) => file.name)) &&
    Array.isArray(list.streams) && list.streams.length > 0 && list.streams.every((one) => hasFields(one, 'stream file events head') && typeof one.stream === 'string' && readable(one.stream) && one.file === `events/${localName(one.stream).replace(':', '-')}.jsonl` && isCount(one.events, 1) && isDigest(one.head)) && ascending(list.streams.map((one) => one.stream));
  const named = formed && new Set(list.files.map((file) => file.name));
  const streamFiles = formed && new Set(list.streams.map((one) => one.file));
  if (!formed || ![...streamFiles].every((file) => named.has(file)) || ![...named].every((name) => !name.startsWith('events/') || streamFiles.has(name))) throw broken('bundle.json', 'it is not formed as a list of a bundle');
  return list;
}

function checkContents(list, files, isArchive) {
  const listed = new Set(['bundle.json', ...list.files.map((file) => file.name)]);
  const extra = [...files.keys()].filter((name) => !listed.has(name)).sort();
  // What else lies in a folder is not part of the bundle.
  if (!isArchive) for (const name of extra) files.delete(name);
  for (const { name, bytes, digest: said } of list.files) {
    const content = files.get(name);
    if (content === undefined) throw broken(name, 'it is missing');
    if (content.length !== bytes || digest(content) !== said) throw broken(name, 'its bytes are not those that were written');
  }
  if (isArchive && extra.length > 0) throw broken(extra[0], 'the list does not name it');
  return `${list.files.length} files`;
}

// ---------------------------------------------------------------- events, files, people

const eventFields = 'v stream seq kind at actor onBehalfOf body prev hash';
const isEvent = (value) =>
  hasFields(value, eventFields) && typeof value.v === 'number' && typeof value.stream === 'string' && typeof value.seq === 'number' && typeof value.kind === 'string' && typeof value.at === 'string' &&
  isObject(value.actor) && typeof value.onBehalfOf === 'string' && isObject(value.body) && (value.prev === null || typeof value.prev === 'string') && typeof value.hash === 'string';

/** Events of a stream: all lines up to the first that is no event; `fault` is the first place where the chain does not hold. */
function readStream({ stream, file, events: count, head }, files) {
  const place = (n) => `event ${n} of ${localName(stream)}`;
  const events = [];
  let fault;
  const say = (n, why) => (fault ??= broken(place(n), why));
  const content = files.get(file) ?? Buffer.alloc(0);
  let last = null;
  for (let from = 0, n = 1; from < content.length; n += 1) {
    const to = content.indexOf(10, from);
    const event = to < 0 ? undefined : parseCanonical(content.subarray(from, to));
    if (!isEvent(event)) {
      say(n, 'its line is not an event in the one form that is written');
      break;
    }
    const { hash, ...rest } = event;
    if (event.seq !== n) say(n, 'it is missing, or numbered wrongly');
    else if (event.v !== 1) say(n, 'it has a form that is not known here');
    else if (event.stream !== stream) say(n, 'it belongs to another stream');
    else if (hash !== digest(canonical(rest))) say(n, 'its content is not what was written');
    else if (event.prev !== last) say(n, 'it does not follow the event before it');
    events.push(event);
    last = hash;
    from = to + 1;
  }
  if (events.length < count) say(events.length + 1, 'it is missing');
  else if (events.length > count) say(count + 1, 'the list does not know it');
  else if (last !== head) say(count, 'the list names another hash');
  return { stream, events, fault };
}

const naming = {
  'document-drafted': ['digest'], 'clause-rewritten': ['digest'], 'proposal-made': ['steps'], 'proposal-decided': ['digest'], 'turn-sent': ['digest'],
  'version-cleared': ['digest'], 'agreement-sealed': ['digest', 'pdf'], 'agreement-signed': ['sealed', 'base', 'pdf'],
};
/** Kinds of events that name no file. */
const silent = [
  'agreement-created', 'agreement-named', 'parties-described', 'facts-answered', 'facts-withdrawn', 'finding-set-aside', 'finding-reopened', 'signing-declined', 'agreement-reopened', 'party-joined', 'seat-granted',
  'seat-ended', 'person-erased', 'turn-taken', 'clause-answered', 'answer-stated', 'comment-made', 'issue-noted', 'issue-settled', 'page-understood', 'clearance-withdrawn', 'finding-waived', 'waiver-ended', 'obligation-reported',
];
const fileOf = (files, said) => files.get(`files/${String(said).slice(7)}`);

function checkFiles(events, files) {
  const named = new Set(events.flatMap(({ kind, body }) => (Object.hasOwn(naming, kind) ? naming[kind] : []).map((field) => body[field]).filter(isDigest).map((said) => `files/${said.slice(7)}`)));
  const allKnown = events.every(({ kind }) => Object.hasOwn(naming, kind) || silent.includes(kind));
  const there = [...files.keys()].filter((name) => name.startsWith('files/'));
  for (const name of [...new Set([...named, ...there])].sort()) {
    const content = files.get(name);
    if (content === undefined) throw broken(name, 'an event names it, and it is missing');
    if (sha256(content) !== name.slice(6)) throw broken(name, 'its bytes do not have the digest that is its name');
    if (!named.has(name) && allKnown) throw broken(name, 'no event names it');
  }
  return `${there.length} files${allKnown ? '' : '; some events are of kinds that are not known here'}`;
}

function commitmentsIn(value, found) {
  if (value === null || typeof value !== 'object') return found;
  if (typeof value.person === 'string' && typeof value.commitment === 'string') found.set(value.person, (found.get(value.person) ?? new Set()).add(value.commitment));
  for (const inner of Object.values(value)) commitmentsIn(inner, found);
  return found;
}

function checkPeople(events, files) {
  const list = parseCanonical(files.get('people.json') ?? Buffer.alloc(0));
  const isRecord = (one) => hasFields(one, 'id salt details') && isId(one.id) && /^[0-9a-f]{64}$/.test(one.salt) && isObject(one.details) && Object.values(one.details).every((text) => typeof text === 'string');
  if (!Array.isArray(list) || !list.every(isRecord) || !ascending(list.map((one) => one.id))) throw broken('people.json', 'it is not a list of people in the one form that is written');
  const said = commitmentsIn(events, new Map());
  for (const { id, salt, details } of list) if (!said.get(id)?.has(digest(canonical({ salt, value: details })))) throw broken(`person ${id}`, 'no event commits to these details');
  const missing = [...said.keys()].filter((id) => !list.some((one) => one.id === id)).length;
  return `${list.length} people${missing > 0 ? `, ${missing} more erased or not shown` : ''}`;
}

// ---------------------------------------------------------------- checkpoints

const checkpointFields = 'v kind agreement n at installation leaves root prev algorithm key certificate signature';
const base64 = (value) => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  return bytes.length > 0 && bytes.toString('base64') === value ? bytes : undefined;
};
const isNoted = (noted) =>
  hasFields(noted, 'checkpoint openings') && hasFields(noted.checkpoint, checkpointFields) && noted.checkpoint.v === 1 && noted.checkpoint.kind === 'entente-checkpoint' && isId(noted.checkpoint.agreement) && isCount(noted.checkpoint.n, 1) &&
  isTime(noted.checkpoint.at) && isDigest(noted.checkpoint.installation) && Array.isArray(noted.checkpoint.leaves) && noted.checkpoint.leaves.length > 0 && noted.checkpoint.leaves.every(isDigest) && isDigest(noted.checkpoint.root) &&
  (noted.checkpoint.prev === null || isDigest(noted.checkpoint.prev)) && noted.checkpoint.algorithm === 'ecdsa-p256-sha256' && [noted.checkpoint.key, noted.checkpoint.certificate, noted.checkpoint.signature].every(base64) && Array.isArray(noted.openings) &&
  noted.openings.every((one) => hasFields(one, 'stream seq hash salt') && typeof one.stream === 'string' && isCount(one.seq, 1) && isDigest(one.hash) && /^[0-9a-f]{64}$/.test(one.salt));

function isSignedBy(spki, bytes, signature) {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails.namedCurve === 'prime256v1' && verifySignature('sha256', bytes, { key, dsaEncoding: 'der' }, signature);
  } catch {
    return false;
  }
}

function certificate(bytes) {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}
const issued = (authority, other) => other?.verify(authority.publicKey) === true;

/** Why a checkpoint does not hold by itself; undefined where it does, false where the authority that it names is not known. */
function faultOfCheckpoint({ checkpoint, openings }, agreement, authorities) {
  const { leaves, root, signature, key, installation, ...rest } = checkpoint;
  if (checkpoint.agreement !== agreement) return 'it is of another agreement';
  if (!ascending(leaves)) return 'its leaves are not in order';
  if (root !== digest(canonical(leaves))) return 'its root is not the digest of its leaves';
  const streams = openings.map((one) => one.stream);
  if (new Set(streams).size < streams.length || !openings.every(({ stream, seq, hash, salt }) => /^(shared|(party|counsel|caucus):[a-z0-9][a-z0-9-]{0,63})$/.test(localName(stream)) && stream === `${agreement}/${localName(stream)}` && leaves.includes(digest(canonical({ hash, salt, seq, stream }))))) return 'an opening opens no leaf';
  if (!isSignedBy(base64(key), Buffer.from(canonical({ ...rest, leaves, root, key, installation })), base64(signature))) return 'its signature does not hold';
  const own = certificate(base64(checkpoint.certificate));
  if (own === undefined || !own.publicKey.export({ format: 'der', type: 'spki' }).equals(base64(key))) return 'its certificate is of another key';
  const authority = authorities.find((one) => digest(one.raw) === installation);
  if (authority === undefined) return false;
  return issued(authority, own) ? undefined : 'its certificate was not issued by the authority that it names';
}

/** Compares what checkpoints noted with the events that are there. */
function compareNotes(list, streams) {
  const notes = list.flatMap(({ checkpoint, openings }) => openings.map((one) => ({ ...one, n: checkpoint.n }))).sort((a, b) => (a.stream === b.stream ? a.seq - b.seq || a.n - b.n : a.stream < b.stream ? -1 : 1));
  let [stream, from] = ['', 1];
  for (const note of notes) {
    if (note.stream !== stream) [stream, from] = [note.stream, 1];
    const events = streams.find((one) => one.stream === stream)?.events ?? [];
    const gone = note.seq > events.length;
    if (gone || events[note.seq - 1].hash !== note.hash) throw broken(`${from === note.seq ? `event ${from}` : `events ${from} to ${note.seq}`} of ${localName(stream)}`, `checkpoint ${note.n} noted ${gone ? 'what is missing now' : 'another history'}`);
    from = note.seq + 1;
  }
}

function checkCheckpoints(list, agreement, streams, authorities) {
  if (!Array.isArray(list)) throw broken('checkpoints.json', 'it is not a list in the one form that is written');
  if (list.length === 0) throw cannotTell('checkpoints.json', 'there are no checkpoints, so a history written anew would not show');
  let unknown;
  list.forEach((noted, index) => {
    const place = `checkpoint ${index + 1}`;
    if (!isNoted(noted)) throw broken(place, 'it is not formed as a checkpoint');
    const before = index === 0 ? null : list[index - 1];
    const fault = faultOfCheckpoint(noted, agreement, authorities);
    if (typeof fault === 'string') throw broken(place, fault);
    if (noted.checkpoint.n !== index + 1 || noted.checkpoint.prev !== (before && digest(canonical(before.checkpoint)))) throw broken(place, 'it does not follow the checkpoint before it');
    if (noted.openings.some(({ stream, seq }) => before?.openings.some((one) => one.stream === stream && one.seq > seq))) throw broken(place, 'a stream went back');
    if (fault === false) unknown ??= cannotTell(place, 'the certificate of the authority that it names is not here');
  });
  compareNotes(list, streams);
  if (unknown !== undefined) throw unknown;
  return `${list.length}, the newest of ${list.at(-1).checkpoint.at}`;
}

// ---------------------------------------------------------------- the signed PDF

/** Every consent names the sealed file, and each signed file is the one before with something appended. */
function checkConsents(events, files) {
  let [sealed, last, signed] = [null, null, 0];
  let seals = 0;
  for (const { kind, seq, body } of events) {
    const place = `event ${seq} of shared`;
    if (kind === 'agreement-sealed') [sealed, last, signed, seals] = [body.pdf, body.pdf, 0, seals + 1];
    if (kind === 'agreement-reopened') [sealed, last, signed] = [null, null, 0];
    if (kind !== 'agreement-signed') continue;
    if (sealed === null || body.sealed !== sealed) throw broken(place, 'the consent names another file than the sealed one');
    const [base, pdf] = [fileOf(files, body.base), fileOf(files, body.pdf)];
    if (body.base !== last || base === undefined || pdf === undefined || pdf.length <= base.length || !pdf.subarray(0, base.length).equals(base)) throw broken(place, 'the signed file does not begin with the file that was there before');
    [last, signed] = [body.pdf, signed + 1];
  }
  const copy = files.get('signed.pdf');
  if (signed === 0 ? copy !== undefined : copy === undefined || digest(copy) !== last) throw broken('signed.pdf', 'it is not the file that was signed last');
  return seals === 0 ? null : `${signed} signed`;
}

/** The pieces of a DER value, one level deep: tag, all bytes, content. */
function der(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    let [length, start] = [bytes[at + 1], at + 2];
    if (length > 0x80) {
      [start, length] = [start + length - 0x80, bytes.readUIntBE(start, length - 0x80)];
    }
    if (!(start + length <= bytes.length)) throw new Error('cut short');
    found.push({ tag: bytes[at], bytes: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
const inside = (piece) => der(piece.content);
const messageDigest = Buffer.from('06092a864886f70d010904', 'hex');

/** What is wrong with the one signature that was appended after `base`; undefined if nothing, false where its authority is not known. */
function faultOfSignature(pdf, base, authorities) {
  const range = /\/ByteRange \[0 +(\d+) +(\d+) +(\d+) *\]/.exec(pdf.toString('latin1', base));
  const [start, end, rest] = (range ?? []).slice(1).map(Number);
  if (range === null || start < base || pdf[start] !== 0x3c || pdf[end - 1] !== 0x3e || end + rest !== pdf.length) return 'its signature does not cover the whole file';
  const hex = pdf.toString('latin1', start + 1, end - 1);
  if (!/^([0-9a-f]{2})+$/i.test(hex)) return 'its signature cannot be read';
  const value = Buffer.from(hex, 'hex');
  try {
    const length = value[1] > 0x80 ? 2 + value[1] - 0x80 + value.readUIntBE(2, value[1] - 0x80) : 2 + value[1];
    if (value.subarray(length).some((byte) => byte !== 0)) return 'something stands behind its signature';
    const signedData = inside(inside(inside(der(value.subarray(0, length))[0])[1])[0]);
    const certificates = inside(signedData.find((piece) => piece.tag === 0xa0)).map((piece) => certificate(piece.bytes));
    const signers = inside(signedData.at(-1));
    const signer = inside(signers[0]);
    const attributes = signer.find((piece) => piece.tag === 0xa0);
    const said = inside(attributes).map(inside).find(([type]) => type.bytes.equals(messageDigest));
    if (signers.length !== 1 || inside(said[1])[0].content.toString('hex') !== sha256(pdf.subarray(0, start), pdf.subarray(end))) return 'its bytes are not those that were signed';
    const covered = Buffer.concat([Buffer.from([0x31]), attributes.bytes.subarray(1)]);
    if (!isSignedBy(certificates[0].publicKey.export({ format: 'der', type: 'spki' }), covered, signer.find((piece) => piece.tag === 0x04).content)) return 'its signature does not hold';
    return authorities.some((one) => issued(one, certificates[0])) ? undefined : false;
  } catch {
    return 'its signature cannot be read';
  }
}

function checkSignatures(events, files, authorities) {
  let [count, unknown] = [0, undefined];
  for (const { kind, seq, body } of events) {
    if (kind !== 'agreement-signed') continue;
    const place = `event ${seq} of shared`;
    const [base, pdf] = [fileOf(files, body.base), fileOf(files, body.pdf)];
    if (base === undefined || pdf === undefined) throw broken(place, 'its file is missing');
    const fault = faultOfSignature(pdf, base.length, authorities);
    if (typeof fault === 'string') throw broken(place, fault);
    if (fault === false) unknown ??= cannotTell(place, 'the authority that issued its certificate is not among those here');
    count += 1;
  }
  if (unknown !== undefined) throw unknown;
  return count === 0 ? null : `${count}; the structure of the PDF is not judged here, a PDF reader or "entente verify" does that`;
}

// ---------------------------------------------------------------- all of it

/** Judges a bundle: a ZIP (bytes) or a folder (path); `against` are the bytes of a checkpoint kept elsewhere. */
export function verifyBundle(source, against) {
  const found = new Map();
  const judge = (part, work) => {
    try {
      const note = work();
      found.set(part, note === null ? { part, word: 'none' } : { part, word: 'intact', note });
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      found.set(part, { part, word: error.cannot ? 'cannot-tell' : 'broken', where: error.where, note: error.message });
      return false;
    }
  };
  const isArchive = typeof source !== 'string';
  let files;
  let list;
  const isThere = judge('archive', () => ((files = isArchive ? unzip(source) : filesOf(source)), isArchive ? `${files.size} files` : null));
  if (isThere) judge('contents', () => ((list = readList(files)), checkContents(list, files, isArchive)));
  if (list !== undefined) {
    const streams = list.streams.map((stream) => readStream(stream, files));
    const all = streams.flatMap((one) => one.events);
    const shared = streams.find((one) => one.stream.endsWith('/shared'))?.events ?? [];
    const pem = files.get('certificates.pem')?.toString('latin1') ?? '';
    const authorities = (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(certificate).filter((one) => one !== undefined);
    judge('events', () => {
      const fault = streams.find((one) => one.fault !== undefined)?.fault;
      if (fault !== undefined) throw fault;
      return `${all.length} in ${streams.map((one) => localName(one.stream)).join(', ')}`;
    });
    judge('files', () => checkFiles(all, files));
    judge('people', () => checkPeople(all, files));
    const checkpoints = parseCanonical(files.get('checkpoints.json') ?? Buffer.alloc(0));
    judge('checkpoints', () => checkCheckpoints(checkpoints, list.agreement, streams, authorities));
    judge('consents', () => checkConsents(shared, files));
    judge('signatures', () => checkSignatures(shared, files, authorities));
    if (against !== undefined) {
      judge('against', () => {
        const read = parseJson(against);
        const noted = hasFields(read, checkpointFields) ? { checkpoint: read, openings: [] } : read;
        if (!isNoted(noted)) throw cannotTell('against', 'this is not a checkpoint');
        const { n } = noted.checkpoint;
        const fault = faultOfCheckpoint(noted, list.agreement, authorities);
        if (fault !== undefined) throw cannotTell('against', fault === false ? 'the certificate of the authority that it names is not here' : fault);
        const same = Array.isArray(checkpoints) ? checkpoints.find((one) => one?.checkpoint?.n === n) : undefined;
        if (same !== undefined && canonical(same.checkpoint) !== canonical(noted.checkpoint)) throw broken(`checkpoint ${n}`, 'the bundle holds another one under this number');
        compareNotes([noted], streams);
        return `checkpoint ${n} of ${noted.checkpoint.at}`;
      });
    }
  }
  const told = parts.flatMap((part) => found.get(part) ?? []);
  const verdict = ['broken', 'cannot-tell'].find((word) => told.some((one) => one.word === word)) ?? 'intact';
  return { verdict, ...(list !== undefined && { agreement: list.agreement, title: list.title, party: list.party, at: list.at }), parts: told };
}

function main(given) {
  const named = given.indexOf('--against');
  const [, againstFile] = named < 0 ? [] : given.splice(named, 2);
  const asJson = given.includes('--json');
  const [path = dirname(fileURLToPath(import.meta.url))] = given.filter((one) => one !== '--json');
  let result;
  try {
    result = verifyBundle(statSync(path).isDirectory() ? path : readFileSync(path), againstFile === undefined ? undefined : readFileSync(againstFile));
  } catch (error) {
    process.stderr.write(`It cannot be read: ${error.message}\n`);
    return 2;
  }
  if (asJson) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    if (result.agreement !== undefined) process.stdout.write(`${JSON.stringify(result.title ?? 'untitled')}, agreement ${result.agreement}, as ${result.party} read it at ${result.at}\n`);
    for (const { part, word, where, note } of result.parts) process.stdout.write(`  ${part.padEnd(12)} ${word.replace('-', ' ')}${where === undefined ? '' : `: ${where}`}${note === undefined ? '' : ` (${note})`}\n`);
    process.stdout.write({ intact: 'Intact.\n', broken: 'Broken: this is not what was written.\n', 'cannot-tell': 'It cannot be told whether this is what was written.\n' }[result.verdict]);
  }
  return { intact: 0, broken: 1, 'cannot-tell': 2 }[result.verdict];
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) process.exitCode = main(process.argv.slice(2));
