import { generateKeyPairSync, type KeyPairKeyObjectResult, sign, X509Certificate } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { signedBytes, type Checkpoint, type CheckpointBase } from '#agreement/record/checkpoint';
import { openAuthority } from '#world/signing/authority';
import { openCheckpointer } from '#world/signing/checkpoint-key';
import { carriedCheckpoint, checkCheckpointSignature, checkpointName, readCheckpointFile } from '#world/signing/checkpoint-signature';

const root = mkdtempSync(join(tmpdir(), 'entente-checkpoint-key-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const fresh = (): string => join(root, `keys-${++folders}`);
const at = new Date('2026-11-24T10:00:00.000Z');
const base: CheckpointBase = { agreement: 'a1', heads: [{ stream: 'a1/shared', seq: 3, hash: `sha256:${'a'.repeat(64)}` }], parties: 2, last: null };
const open = async (folder: string) => {
  const authority = await openAuthority(folder, at);
  return { authority, make: (await openCheckpointer(folder, authority, at)).make };
};

describe('the key of checkpoints', () => {
  test('is made once, readable by the owner only, and certified by the authority for as long as that lasts', async () => {
    const folder = fresh();
    const { authority, make } = await open(folder);
    expect(readdirSync(folder).sort()).toEqual(['authority.crt', 'authority.pem', 'checkpoint.pem']);
    expect(statSync(join(folder, 'checkpoint.pem')).mode & 0o777).toBe(0o600);
    const { checkpoint } = make(base, at.toISOString());
    const certificate = new X509Certificate(Buffer.from(checkpoint.certificate, 'base64'));
    const issuer = new X509Certificate(authority.certificate);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.validTo).toBe(issuer.validTo);
    expect(checkpoint.installation).toBe(`sha256:${authority.fingerprint}`);
    expect((await open(folder)).make(base, at.toISOString()).checkpoint.key).toBe(checkpoint.key);
  });
  test('is one and the same for programs that make it at the same moment', async () => {
    const folder = fresh();
    const authority = await openAuthority(folder, at);
    const keys = await Promise.all(Array.from({ length: 8 }, () => openCheckpointer(folder, authority, at)));
    expect(new Set(keys.map(({ make }) => make(base, at.toISOString()).checkpoint.key)).size).toBe(1);
  });
  test('signs what others can check with the checkpoint alone, and with the authority', async () => {
    const { authority, make } = await open(fresh());
    const other = await openAuthority(fresh(), at);
    const { checkpoint } = make(base, at.toISOString());
    expect(checkCheckpointSignature(checkpoint)).toEqual({ holds: true, issuer: 'unknown' });
    expect(checkCheckpointSignature(checkpoint, authority.certificate)).toEqual({ holds: true, issuer: 'authority' });
    expect(checkCheckpointSignature(checkpoint, other.certificate)).toEqual({ holds: true, issuer: 'another' });
    expect(checkCheckpointSignature({ ...checkpoint, installation: `sha256:${other.fingerprint}` }, other.certificate)).toEqual({ holds: false, issuer: 'nobody' });
  });
  test('makes another signature for every field that is changed', async () => {
    const { make } = await open(fresh());
    const { checkpoint } = make(base, at.toISOString());
    for (const change of [{ agreement: 'a2' }, { n: 2 }, { at: '2026-11-24T10:00:00.001Z' }, { root: checkpoint.leaves[0] }, { prev: checkpoint.root }, { leaves: [] }, { certificate: checkpoint.key }]) expect(checkCheckpointSignature({ ...checkpoint, ...change } as typeof checkpoint).holds).toBe(false);
  });
  /** A checkpoint signed by whoever has this key, with a certificate of somebody else. */
  const signedWith = (checkpoint: Checkpoint, { privateKey, publicKey }: KeyPairKeyObjectResult, digest: string | null = 'sha256'): Checkpoint => {
    const text = { ...checkpoint, key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') };
    return { ...text, signature: sign(digest, signedBytes(text), { key: privateKey, dsaEncoding: 'der' }).toString('base64') };
  };
  test('holds of P-256 alone', async () => {
    const { checkpoint } = (await open(fresh())).make(base, at.toISOString());
    expect(checkCheckpointSignature(signedWith(checkpoint, generateKeyPairSync('ec', { namedCurve: 'P-256' })))).toEqual({ holds: true, issuer: 'nobody' });
    expect(checkCheckpointSignature(signedWith(checkpoint, generateKeyPairSync('ec', { namedCurve: 'P-384' }))).holds).toBe(false);
    expect(checkCheckpointSignature(signedWith(checkpoint, generateKeyPairSync('rsa', { modulusLength: 2048 }))).holds).toBe(false);
    expect(checkCheckpointSignature(signedWith(checkpoint, generateKeyPairSync('ed25519') as KeyPairKeyObjectResult, null)).holds).toBe(false);
    expect(checkCheckpointSignature({ ...checkpoint, key: 'AAAA' })).toEqual({ holds: false, issuer: 'nobody' });
  });
  test('in a PDF it holds with its signature and its certificate, not with one of them', async () => {
    const noted = (await open(fresh())).make(base, at.toISOString());
    const carried = (checkpoint: Checkpoint) => carriedCheckpoint([{ name: checkpointName, bytes: Buffer.from(JSON.stringify({ ...noted, checkpoint })) }])?.holds;
    expect(carried(noted.checkpoint)).toBe(true);
    expect(carried({ ...noted.checkpoint, at: '2026-11-24T10:00:00.001Z' })).toBe(false);
    expect(carried(signedWith(noted.checkpoint, generateKeyPairSync('ec', { namedCurve: 'P-256' })))).toBe(false);
  });
  test.each<[string, (folder: string) => void | Promise<void>, RegExp]>([
    ['others can read', (folder) => chmodSync(join(folder, 'checkpoint.pem'), 0o644), /can be read by other users/],
    ['is cut off', (folder) => writeFileSync(join(folder, 'checkpoint.pem'), readFileSync(join(folder, 'checkpoint.pem'), 'utf8').slice(0, 100)), /does not hold a key and a certificate/],
    ['is that of another installation', async (folder) => { const other = fresh(); await open(other); copyFileSync(join(other, 'checkpoint.pem'), join(folder, 'checkpoint.pem')); }, /not issued by the authority/],
    ['has the certificate of another key', (folder) => writeFileSync(join(folder, 'checkpoint.pem'), `${readFileSync(join(folder, 'checkpoint.pem'), 'utf8').split('-----BEGIN CERTIFICATE-----')[0]}${readFileSync(join(folder, 'authority.crt'), 'utf8')}`), /do not belong together/],
  ])('that %s is refused', async (_, spoil, what) => {
    const folder = fresh();
    await open(folder);
    await spoil(folder);
    await expect(open(folder)).rejects.toMatchObject({ name: 'InputError', what: expect.stringMatching(what) });
  });
});

describe('a checkpoint in a file', () => {
  test('is found among the attachments of a PDF by its name', async () => {
    const { make, authority } = await open(fresh());
    const noted = make(base, at.toISOString());
    const bytes = Buffer.from(JSON.stringify({ ...noted, openings: [] }));
    expect(carriedCheckpoint([{ name: checkpointName, bytes }], authority.certificate)).toMatchObject({ n: 1, holds: true, issuer: 'authority' });
    expect(carriedCheckpoint([{ name: 'agreement.json', bytes }])).toBeUndefined();
    expect(carriedCheckpoint([{ name: checkpointName, bytes: Buffer.from('{}') }])).toBeNull();
    const broken = { ...noted, checkpoint: { ...noted.checkpoint, leaves: [...noted.checkpoint.leaves].reverse() } };
    expect(carriedCheckpoint([{ name: checkpointName, bytes: Buffer.from(JSON.stringify(broken)) }])).toMatchObject({ holds: false });
  });
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe)],
    ['too much', new Uint8Array(2_000_001)],
    ['another JSON', Buffer.from('[1]')],
  ])('%s is none', (_, bytes) => expect(readCheckpointFile(bytes)).toBeNull());
});
