import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import { openAuthority } from '#world/signing/authority';

const at = new Date('2026-11-23T11:00:00Z');
const signer = { name: 'Ada Example', party: 'Alpha, + GmbH', role: 'CEO' };
const posix = process.platform !== 'win32';
let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'entente-authority-')), 'data', 'keys');
});
afterEach(async () => {
  await rm(join(folder, '..', '..'), { recursive: true, force: true });
});

async function damage(name: string, content: string): Promise<void> {
  await openAuthority(folder, at);
  await writeFile(join(folder, name), content);
}

describe('the authority of an installation', () => {
  test('is made on first use and is the same ever after', async () => {
    const first = await openAuthority(folder, at);
    const second = await openAuthority(folder, new Date('2030-01-01T00:00:00Z'));
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(first.name).toMatch(/^Entente installation [0-9a-f]{8}$/);
    expect((await readdir(folder)).toSorted()).toEqual(['authority.crt', 'authority.pem']);
    expect(await readFile(join(folder, 'authority.crt'), 'utf8')).not.toContain('PRIVATE');
  });
  test('is one and the same for all that open a new folder at once', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openAuthority(folder, at)));
    expect(new Set(opened.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(2);
  });
  test.skipIf(!posix)('keeps its folder and key from other users (skipped on Windows)', async () => {
    await openAuthority(folder, at);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'authority.pem'))).mode & 0o777).toBe(0o600);
  });
  test('issues a certificate of its own for each signature', async () => {
    const authority = await openAuthority(folder, at);
    const [one, two] = [authority.issue(signer, at), authority.issue(signer, at)];
    const certificate = new X509Certificate(one.certificate);
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(certificate.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
    expect(certificate.subject.split('\n')).toEqual(['O=Alpha\\, \\+ GmbH', 'OU=Identity not checked', 'CN=Ada Example', 'title=CEO']);
    expect(certificate.ca).toBe(false);
    expect(new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo)).toBe(true);
    expect(new X509Certificate(two.certificate).serialNumber).not.toBe(certificate.serialNumber);
    expect(new X509Certificate(two.certificate).publicKey.equals(certificate.publicKey)).toBe(false);
  });
  test('issues certificates that run past 2050', async () => {
    const late = new Date('2051-06-01T00:00:00Z');
    const authority = await openAuthority(folder, new Date('2049-06-01T00:00:00Z'));
    expect(new X509Certificate(authority.issue(signer, late).certificate).validTo).toBe('May 31 00:00:00 2052 GMT');
  });
  test.each([
    ['an empty name', { ...signer, name: ' ' }],
    ['an empty party', { ...signer, party: '' }],
    ['a name that turns the writing round', { ...signer, name: 'Ada\u202egnp' }],
    ['a name over two lines', { ...signer, name: 'Ada\nExample' }],
  ])('refuses %s', async (_, bad) => {
    const authority = await openAuthority(folder, at);
    expect(() => authority.issue(bad, at)).toThrow(InputError);
  });
});

describe('a folder that cannot be trusted is refused with the reason', () => {
  test('a key file that is garbage', async () => {
    await damage('authority.pem', 'garbage');
    await expect(openAuthority(folder, at)).rejects.toThrow(/authority\.pem does not hold a key and a certificate.*backup/);
  });
  test('a key file cut short', async () => {
    await openAuthority(folder, at);
    const pem = await readFile(join(folder, 'authority.pem'), 'utf8');
    await writeFile(join(folder, 'authority.pem'), pem.slice(0, -100));
    await expect(openAuthority(folder, at)).rejects.toThrow(InputError);
  });
  test('an empty key file', async () => {
    await damage('authority.pem', '');
    await expect(openAuthority(folder, at)).rejects.toThrow(/damaged/);
  });
  test('a key that is not that of the certificate', async () => {
    const other = join(folder, '..', 'other');
    await openAuthority(other, at);
    await openAuthority(folder, at);
    const [key] = (await readFile(join(other, 'authority.pem'), 'utf8')).split('-----BEGIN CERTIFICATE-----');
    const own = (await readFile(join(folder, 'authority.pem'), 'utf8')).split('-----BEGIN CERTIFICATE-----')[1];
    await writeFile(join(folder, 'authority.pem'), `${key}-----BEGIN CERTIFICATE-----${own}`);
    await expect(openAuthority(folder, at)).rejects.toThrow(/do not belong together/);
  });
  test('a lost key is not replaced by a new one', async () => {
    await openAuthority(folder, at);
    await rm(join(folder, 'authority.pem'));
    await expect(openAuthority(folder, at)).rejects.toThrow(/authority\.pem, the key that belongs to it, is gone/);
    expect(await readdir(folder)).toEqual(['authority.crt']);
  });
  test('a certificate of another authority', async () => {
    await damage('authority.crt', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
    await expect(openAuthority(folder, at)).rejects.toThrow(/authority\.crt is not the certificate of the key/);
  });
  test.skipIf(!posix)('a key that others can read (skipped on Windows)', async () => {
    await openAuthority(folder, at);
    await chmod(join(folder, 'authority.pem'), 0o644);
    await expect(openAuthority(folder, at)).rejects.toThrow(/read by other users.*chmod 600/);
  });
  test('a file where the folder should be', async () => {
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, '');
    await expect(openAuthority(folder, at)).rejects.toThrow(/cannot be made or opened \(EEXIST\).*may write/);
  });
  test('a lost certificate is written again from the key file', async () => {
    const { pem } = await openAuthority(folder, at);
    await rm(join(folder, 'authority.crt'));
    await openAuthority(folder, at);
    expect(await readFile(join(folder, 'authority.crt'), 'utf8')).toBe(pem);
  });
});
