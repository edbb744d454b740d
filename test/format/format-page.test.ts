import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonical, digestOf } from '#agreement/record/canonical';
import { filesNamedBy } from '#agreement/record/bundle';
import { verifyChain } from '#agreement/record/chain';
import { readNoted, verifyCheckpoint } from '#agreement/record/checkpoint';
import { bodies, type Event } from '#agreement/record/event';
import { commitment } from '#agreement/record/person';
import { checkCheckpointSignature } from '#world/signing/checkpoint-signature';
import { verifyMjs } from './verifiers';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'format.md'), 'utf8');
const vectors = page.slice(page.indexOf('## 10. Test vectors'));
const fenced = (kind: string): string[] => [...vectors.matchAll(new RegExp(`\`\`\`${kind}\n([^]*?)\n\`\`\``, 'g'))].map(([, text = '']) => text);
const sha = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('the published format', () => {
  const forms = [...vectors.matchAll(/^\| `([^`]+)` \| `(sha256:[0-9a-f]{64})` \|$/gm)];
  test('has forms in its table', () => expect(forms).toHaveLength(3));
  test.each(forms.map(([, form = '', digest = '']) => [form, digest]))('%s has the digest that the page names', (form, digest) => {
    expect(canonical(JSON.parse(form))).toBe(form);
    expect([sha(form), digestOf(JSON.parse(form))]).toEqual([digest, digest]);
  });
  test('orders names by UTF-16 units and escapes as the page says', () => {
    const [names = '', escapes = ''] = fenced('json');
    expect([digestOf(JSON.parse(names)), digestOf(JSON.parse(escapes))]).toEqual([...vectors.matchAll(/digest(?: is)? `(sha256:[0-9a-f]{64})`/g)].map(([, digest]) => digest));
    expect(Object.keys(JSON.parse(canonical(JSON.parse(names))) as object).filter((name) => !/^\d/.test(name))).toEqual(['\r', '\u0080', 'ö', '€', '😀', '\ufb33']);
    expect(canonical(JSON.parse(escapes))).toMatch(/^"\\u0000\\u001f\\"\\\\\/\\b\\f\\n\\r\\t/);
  });
  test('has the commitment of its person', () => expect(vectors).toContain(`give \`${commitment(`${'0'.repeat(63)}1`, { name: 'Ada Winter' })}\``));

  const lines = fenced('jsonl')[0]!.split('\n');
  const events = lines.map((line) => JSON.parse(line) as Event);
  test('has a stream whose chain holds', () => {
    expect(events.map(canonical)).toEqual(lines);
    expect(verifyChain(events)).toEqual({ ok: true, head: { seq: 2, hash: events[1]!.hash } });
  });
  test('has a checkpoint over it that holds', () => {
    const noted = readNoted(JSON.parse(fenced('json')[2]!))!;
    expect(verifyCheckpoint(noted, new Map([['agreement-1/shared', events]]))).toEqual({ ok: true });
    const authority = new X509Certificate(fenced('pem')[0]!);
    expect(checkCheckpointSignature(noted.checkpoint, new Uint8Array(authority.raw))).toEqual({ holds: true, issuer: 'authority' });
  });

  const kinds = Object.keys(bodies);
  const naming = (kind: string): readonly string[] => {
    const body = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? `sha256:${createHash('sha256').update(name).digest('hex')}` : undefined), has: () => true });
    return filesNamedBy({ kind, body } as unknown as Event);
  };
  test('lists every kind of event that there is, each once', () => {
    const section = page.slice(page.indexOf('## 3. Events'), page.indexOf('## 4. People'));
    for (const kind of kinds) expect(section.split(`\`${kind}\``)).toHaveLength(2);
    const silent = section.slice(section.indexOf('These kinds name no file'));
    expect(kinds.filter((kind) => silent.includes(`\`${kind}\``))).toEqual(kinds.filter((kind) => naming(kind).length === 0));
  });
  test('and so do the verifiers', () => {
    const program = readFileSync(verifyMjs, 'utf8');
    const stranger = readFileSync(join(import.meta.dirname, 'verify.py'), 'utf8');
    for (const kind of kinds) expect([kind, program.includes(`'${kind}'`), new RegExp(`\\b${kind}\\b`).test(stranger)]).toEqual([kind, true, true]);
  });
  test('the verifier in a bundle needs nothing but Node', () => {
    const imports = [...readFileSync(verifyMjs, 'utf8').matchAll(/^import .* from '([^']+)';$/gm)].map(([, name]) => name);
    expect(imports.length).toBeGreaterThan(3);
    expect(imports.every((name) => name?.startsWith('node:'))).toBe(true);
  });
});
