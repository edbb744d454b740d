import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '#library/compile';
import { packFiles } from '../library/packs';

/** The rules of each pack, as the specification of the law has them. */
const wanted: Readonly<Record<string, [string, number]>> = { eu: ['EU', 15], 'gb-eaw': ['EW', 14], de: ['DE', 12], fr: ['FR', 12], us: ['US', 7], 'us-ny': ['NY', 7], 'us-de': ['DEL', 2], 'us-ca': ['CA', 5] };

const compiled = compile([packFiles('base')], Object.keys(wanted).map(packFiles));
if (!compiled.ok) throw new Error('the packs do not compile');
const { rules } = compiled.library;

test.each(Object.entries(wanted))('%s has all its rules', (pack, [prefix, count]) => {
  const ids = rules.filter((rule) => rule.pack === pack).map((rule) => rule.id);
  expect(ids).toEqual(Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(2, '0')}`));
});

test('there are 74, and an attorney must confirm each', () => {
  expect(rules).toHaveLength(74);
  expect(rules.filter((rule) => !rule.attorneyMustConfirm)).toEqual([]);
});

test('none promises that a text has effect', () => {
  for (const rule of rules) expect(`${rule.title} ${rule.means}`).not.toMatch(/\b(?:valid|compliant|safe to|guaranteed that|enforceable)\b/i);
});

test('docs/laws.md says each of them, with its source', () => {
  const page = readFileSync(new URL('../../docs/laws.md', import.meta.url), 'utf8');
  const missing = rules.filter((rule) => !page.includes(`| ${rule.id} ${rule.title} | ${rule.means}`) || !page.includes(`| ${rule.source} | ${rule.confidence} | yes |`)).map((rule) => rule.id);
  expect(missing, 'run node scripts/docs.mjs').toEqual([]);
});

test('a rate that changes is never a figure', () => {
  const open = rules.flatMap((rule) => rule.values.filter((value) => value.lookUp !== null).map((value) => `${rule.id} ${value.key}`));
  expect(open).toEqual(['EU-03 reference-rate', 'EW-08 base-rate', 'EW-08 recovery-sum', 'DE-07 base-rate', 'FR-07 legal-rate', 'NY-07 usury']);
});
