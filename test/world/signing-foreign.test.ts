import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDF, type Signer, type TimestampAuthority } from '@libpdf/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authority } from '#world/signing/authority';
import { seal } from '#world/signing/seal';
import { verifyPdf } from '#world/signing/verify';
import { judge } from '../judge.ts';
import { freshAuthority, plainPdf, signAs, signedAt, slots } from './signing/sample.ts';
import { append, stream } from './signing/tamper.ts';

const openssl = judge('openssl');
let folder: string;
let authority: Authority;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entente-foreign-'));
  authority = await freshAuthority();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Signs with libpdf, into a field of the name or a new one. */
async function signElsewhere(pdf: Uint8Array, fieldName: string, name: string, timestampAuthority?: TimestampAuthority): Promise<Uint8Array> {
  const { certificate, chain, sign } = authority.issue({ name, party: 'Elsewhere Inc' }, signedAt);
  const signer: Signer = { certificate, certificateChain: [...chain], keyType: 'EC', signatureAlgorithm: 'ECDSA', sign: async (data) => sign(data) };
  const doc = await PDF.load(pdf);
  return (await doc.sign({ signer, fieldName, reason: 'Agrees', signingTime: signedAt, timestampAuthority })).bytes;
}

describe('files that another program signed', () => {
  test('into fields of its own, one after another', async () => {
    let pdf = await plainPdf();
    for (const name of ['One', 'Two', 'Three']) pdf = await signElsewhere(pdf, `field-${name}`, name);
    expect(verifyPdf(pdf)).toMatchObject({ verdict: 'intact', sentence: 'Intact, 3 of 3 signed.', changes: [], reasons: [] });
  });
  test('into our fields, mixed with our signatures', async () => {
    let { pdf } = seal(await plainPdf(true), slots);
    pdf = await signElsewhere(pdf, 'beta-1', 'Other');
    pdf = signAs(pdf, slots[0], authority);
    pdf = await signElsewhere(pdf, 'gamma-1', 'Third');
    const verdict = verifyPdf(pdf);
    expect(verdict).toMatchObject({ verdict: 'intact', sentence: 'Intact, 3 of 3 signed.', changes: [], reasons: [] });
    expect(verdict.signatures.map(({ name }) => name)).toEqual(['Other', slots[0]?.person, 'Third']);
  });
  test('with content exchanged between two signatures', async () => {
    const first = await signElsewhere(await plainPdf(), 'one', 'One');
    const swapped = append(first, ({ content }) => [{ number: content, text: stream('BT ET') }]);
    expect(verifyPdf(await signElsewhere(swapped, 'two', 'Two'))).toMatchObject({ verdict: 'changed', changes: ['After One signed: The content of page 1 was changed.'] });
  });
});

/** Runs openssl in the folder of these tests. */
function run(...args: string[]): void {
  execFileSync(openssl.path ?? '', args, { cwd: folder, stdio: 'pipe' });
}

/** A PDF with one signature whose value openssl makes from the bytes it covers. */
async function signedByOpenssl(format: string, value: (data: string, out: string) => void): Promise<Uint8Array> {
  const room = 6000;
  const sealed = seal(await plainPdf(), slots.slice(0, 1)).pdf;
  const prepared = Buffer.from(append(sealed, ({ free, field, dict }) => [
    { number: field('alpha-1'), text: dict(field('alpha-1'), { V: `${free} 0 R` }) },
    { number: free, text: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${format} /M (D:20300101120000+01'00') /ByteRange [0 1111111 2222222 3333333] /Contents <${'0'.repeat(room)}> >>` },
  ]));
  const start = prepared.indexOf('/Contents <0000') + '/Contents '.length;
  const end = start + room + 2;
  for (const [mark, value_] of [['1111111', start], ['2222222', end], ['3333333', prepared.length - end]] as const) prepared.write(String(value_).padEnd(7), prepared.indexOf(mark), 'latin1');
  writeFileSync(join(folder, 'data'), Buffer.concat([prepared.subarray(0, start), prepared.subarray(end)]));
  value('data', 'value');
  prepared.write(readFileSync(join(folder, 'value')).toString('hex'), start + 1, 'latin1');
  return prepared;
}

describe.skipIf(openssl.missing !== undefined)(`signatures made by openssl (${openssl.missing ?? 'installed'})`, () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'leaf.cnf'), '[ext]\nkeyUsage=critical,nonRepudiation\nbasicConstraints=CA:FALSE\n[tsa]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n');
    run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Some authority', '-addext', 'keyUsage=critical,keyCertSign', '-days', '9999');
    for (const [name, bits, section] of [['leaf', '2048', 'ext'], ['weak', '1024', 'ext'], ['tsa', '2048', 'tsa']] as const) {
      run('req', '-newkey', `rsa:${bits}`, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}/O=Some firm`);
      run('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${name}.crt`, '-days', '9998', '-extfile', 'leaf.cnf', '-extensions', section);
    }
  });
  const timeStamp = (...query: string[]): void => {
    writeFileSync(join(folder, 'tsa.cnf'), [
      '[tsa]', 'default_tsa=t', '[t]', 'serial=./serial', 'crypto_device=builtin', 'signer_cert=./tsa.crt', 'certs=./ca.crt', 'signer_key=./tsa.key', 'signer_digest=sha256',
      'default_policy=1.2.3.4', 'digests=sha256', 'ordering=no', 'tsa_name=no', 'ess_cert_id_chain=no', 'ess_cert_id_alg=sha256', '',
    ].join('\n'));
    writeFileSync(join(folder, 'serial'), '01\n');
    run('ts', '-query', ...query, '-sha256', '-cert', '-out', 'query');
    run('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query', '-token_out', '-out', 'token');
  };
  const cms = (...more: string[]) => (data: string, out: string): void => run('cms', '-sign', '-binary', '-in', data, '-out', out, '-outform', 'DER', '-signer', 'leaf.crt', '-inkey', 'leaf.key', ...more);

  test.each([
    ['RSA, with the chain', ['-cades', '-md', 'sha256', '-certfile', 'ca.crt']],
    ['RSA and SHA-512', ['-cades', '-md', 'sha512', '-certfile', 'ca.crt']],
    ['RSA-PSS', ['-cades', '-md', 'sha256', '-certfile', 'ca.crt', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32']],
    ['named by its key', ['-cades', '-md', 'sha256', '-certfile', 'ca.crt', '-keyid']],
  ])('CAdES by %s is intact', async (_, more) => {
    const verdict = verifyPdf(await signedByOpenssl('ETSI.CAdES.detached', cms(...more)));
    expect(verdict).toMatchObject({ verdict: 'intact', changes: [], reasons: [], signatures: [{ name: 'leaf', party: 'Some firm' }] });
  });
  test('the older kind with its chain is intact', async () => {
    expect(verifyPdf(await signedByOpenssl('adbe.pkcs7.detached', cms('-md', 'sha256', '-certfile', 'ca.crt'))).verdict).toBe('intact');
  });
  test.each([
    ['CAdES that does not name its certificate', 'ETSI.CAdES.detached', ['-md', 'sha256', '-certfile', 'ca.crt'], 'cannot-tell', 'does not name the certificate'],
    ['the older kind without its chain', 'adbe.pkcs7.detached', ['-md', 'sha256'], 'cannot-tell', 'does not name the certificate'],
    ['SHA-1', 'adbe.pkcs7.detached', ['-md', 'sha1', '-certfile', 'ca.crt'], 'cannot-tell', 'too weak or not known'],
    ['no signed attributes', 'adbe.pkcs7.detached', ['-md', 'sha256', '-noattr', '-certfile', 'ca.crt'], 'broken', 'no signed attributes'],
    ['content inside', 'ETSI.CAdES.detached', ['-cades', '-md', 'sha256', '-certfile', 'ca.crt', '-nodetach', '-in', 'leaf.cnf'], 'broken', 'holds content of its own'],
    ["a stranger's certificate inside", 'ETSI.CAdES.detached', ['-cades', '-md', 'sha256', '-certfile', 'tsa.crt'], 'cannot-tell', 'no part in it'],
    ['an unknown format', 'adbe.x509.rsa_sha1', ['-cades', '-md', 'sha256'], 'cannot-tell', 'too old or not known'],
  ])('%s: not intact', async (_, format, more, verdict, reason) => {
    const said = verifyPdf(await signedByOpenssl(format, cms(...more)));
    expect(said.verdict).toBe(verdict);
    expect(said.reasons.join()).toContain(reason);
  });
  test('a weak key: not intact', async () => {
    const weak = (data: string, out: string): void => run('cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-in', data, '-out', out, '-outform', 'DER', '-signer', 'weak.crt', '-inkey', 'weak.key', '-certfile', 'ca.crt');
    expect(verifyPdf(await signedByOpenssl('ETSI.CAdES.detached', weak))).toMatchObject({ verdict: 'cannot-tell' });
  });
  test("without the authority's certificate it is intact, and says that it cannot be followed", async () => {
    const verdict = verifyPdf(await signedByOpenssl('ETSI.CAdES.detached', cms('-cades', '-md', 'sha256')));
    expect(verdict).toMatchObject({ verdict: 'intact', signatures: [{ chain: { ok: false, why: 'the certificate of the authority that issued it is not in the signature' } }] });
  });
  test('a time stamp over the file', async () => {
    const stamp = (data: string, out: string): void => {
      timeStamp('-data', data);
      writeFileSync(join(folder, out), readFileSync(join(folder, 'token')));
    };
    const pdf = await signedByOpenssl('ETSI.RFC3161', stamp);
    const verdict = verifyPdf(pdf);
    expect(verdict).toMatchObject({ verdict: 'intact', signed: 0, signatures: [{ kind: 'time stamp', digestOk: true, stamp: { authority: 'tsa' } }] });
    const copy = Buffer.from(pdf);
    copy[2000] = (copy[2000] ?? 0) ^ 1;
    expect(verifyPdf(copy).verdict).toBe('changed');
  });
  test('a time stamp on a signature', async () => {
    const stamps: TimestampAuthority = {
      async timestamp(digest) {
        timeStamp('-digest', Buffer.from(digest).toString('hex'));
        return readFileSync(join(folder, 'token'));
      },
    };
    const pdf = await signElsewhere(await plainPdf(), 'stamped', 'Stamped', stamps);
    expect(verifyPdf(pdf)).toMatchObject({ verdict: 'intact', signed: 1, signatures: [{ kind: 'signature', stamp: { authority: 'tsa' } }] });
    const wrong: TimestampAuthority = { timestamp: () => stamps.timestamp(new Uint8Array(32), 'SHA-256') };
    expect(verifyPdf(await signElsewhere(await plainPdf(), 'stamped', 'Stamped', wrong))).toMatchObject({ verdict: 'broken', reasons: ["stamped's signature does not hold: its time stamp belongs to another signature."] });
  });
  test('is seen to differ when the bytes differ', async () => {
    const pdf = Buffer.from(await signedByOpenssl('ETSI.CAdES.detached', cms('-cades', '-md', 'sha256', '-certfile', 'ca.crt')));
    const at = pdf.indexOf('/MediaBox');
    pdf.write('/MediaBoy', at, 'latin1');
    expect(verifyPdf(pdf)).toMatchObject({ verdict: 'changed', signatures: [{ digestOk: false, signatureOk: true }] });
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(verifyPdf(pdf).digest.slice('sha256:'.length));
  });
});
