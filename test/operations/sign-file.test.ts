import { PDF } from '@libpdf/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perform } from '#operations/perform';
import { exportAgreement } from '#operations/export-agreement';
import { signFile } from '#operations/sign-file';
import { verifyFile } from '#operations/verify-file';
import type { PdfVerdict } from '#world/signing/verdict';
import { sampleAnswers, type FactOverrides } from '../agreement/sample-answers';
import { context, create, openLived, type Lived } from './lived';

let lived: Lived;
let draft: Uint8Array;
beforeAll(async () => {
  lived = await openLived('memory');
  draft = await draftOf({});
});
afterAll(() => lived.end());

async function draftOf(facts: FactOverrides): Promise<Uint8Array> {
  const agreement = await create(lived.world, sampleAnswers(2, facts));
  return (await perform(exportAgreement, context, { agreement, format: 'pdf' }, lived.world)).bytes;
}

const sign = (bytes: Uint8Array, as: string, party: string, despite?: string) =>
  perform(signFile, context, { file: { name: 'x.pdf', mediaType: 'application/pdf', bytes }, as, for: party, ...(despite !== undefined && { despite }) }, lived.world);

const verdictOf = async (bytes: Uint8Array): Promise<PdfVerdict> => (await perform(verifyFile, context, { file: { name: 'x.pdf', mediaType: 'application/pdf', bytes } }, lived.world)).verdict as PdfVerdict;

describe('signing a file', () => {
  test('two parties sign one after the other, and the file is intact', async () => {
    const one = await sign(draft, 'Ada Winter', 'alpha');
    expect(one).toMatchObject({ made: true, signed: 1, of: 2 });
    const two = await sign(one.file.bytes, 'Bruno Marchand', 'Beta');
    expect(two).toMatchObject({ made: false, signed: 2, of: 2, waiting: [] });
    expect(two.sealed).toBe(one.sealed);
    expect(await verdictOf(two.file.bytes)).toMatchObject({ verdict: 'intact', signed: 2, expected: 2 });
  });

  test('a draft whose pages were changed after it was made is refused', async () => {
    const changed = await PDF.load(draft);
    changed.setTitle('Another title');
    await expect(sign(await changed.save(), 'Ada Winter', 'alpha')).rejects.toThrow(/pages of this PDF are not those/);
  });

  test('a sealed file with anything added before the first signature is refused', async () => {
    const { file } = await sign(draft, 'Ada Winter', 'alpha');
    const verdict = await verdictOf(file.bytes);
    const changed = new Uint8Array([...file.bytes, ...new TextEncoder().encode('\n% more\n')]);
    expect(verdict.verdict).toBe('intact');
    await expect(sign(changed, 'Bruno Marchand', 'beta')).rejects.toThrow(/must not be signed|pages of this PDF|carries no agreement/);
  });

  test('a text that asks for a higher level is refused without a reason, and signed with one', async () => {
    const advanced = await draftOf({ 'sign.method.level': 'advanced' });
    await expect(sign(advanced, 'Ada Winter', 'alpha')).rejects.toThrow(/Entente signs at the level "simple electronic"/);
    const { file } = await sign(advanced, 'Ada Winter', 'alpha', 'both parties sign again with a qualified service');
    expect((await verdictOf(file.bytes)).signatures[0]?.reason).toContain('both parties sign again');
  });

  test('open problems block every signature, not only the first', async () => {
    const open = await draftOf({ 'law.governing': undefined });
    await expect(sign(open, 'Ada Winter', 'alpha')).rejects.toThrow(/blocks? signing/);
    const { file } = await sign(open, 'Ada Winter', 'alpha', 'the law follows in an amendment');
    await expect(sign(file.bytes, 'Bruno Marchand', 'beta')).rejects.toThrow(/blocks? signing/);
  });

  test('the office of the signatory is not handed on to somebody else', async () => {
    const { file, named } = await sign(draft, 'Bob Wrong', 'alpha');
    expect(named).toBe('Ada Winter');
    expect((await verdictOf(file.bytes)).signatures[0]).toMatchObject({ name: 'Bob Wrong', slot: { person: 'Ada Winter' } });
    expect((await verdictOf(file.bytes)).signatures[0]?.role ?? '').toBe('');
  });

  test.each(['Ada\u200B Winter', 'Ada\u202E Winter'])('a name with a character that cannot be seen is refused', async (name) => {
    await expect(sign(draft, name, 'alpha')).rejects.toThrow(/cannot be seen/);
  });
});
