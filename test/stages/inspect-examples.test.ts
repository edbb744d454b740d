import { describe, expect, it } from 'vitest';
import { schema } from '#agreement/document/schema';
import { applySteps } from '#agreement/proposal';
import type { Finding } from '#agreement/finding';
import { checks } from '#stages/inspect/checks/index';
import { draftClause } from '#stages/draft/clause';
import { inspect, type Inspection } from '#stages/inspect/inspect';
import { pageOf, sentenceOf } from '#stages/inspect/page';
import { exampleLibrary } from './example-library';
import { examplesOf, type Example, type Mark } from './examples';

function inspectionOf(example: Example, document = example.document): Inspection {
  const { answers, today } = example;
  const library = exampleLibrary(example.library, answers);
  return {
    document,
    answers,
    library,
    today,
    draftOf: (id) => {
      const template = library.clauses.find((clause) => clause.id === id);
      return template === undefined || answers === undefined ? undefined : draftClause(template, answers, ['en']);
    },
  };
}

const markOf = (finding: Finding): Mark => {
  const { rule, place } = finding;
  if (place.block !== null && place.from !== null && place.to !== null) return { rule, block: place.block, from: place.from, to: place.to };
  if (place.path !== null) return { rule, path: place.path };
  return place.clause === null ? { rule, agreement: true } : { rule, clause: place.clause };
};

const sorted = (marks: Mark[]): string[] => marks.map((mark) => JSON.stringify(mark)).sort();

for (const check of checks) {
  describe(`${check.code} ${check.rule}`, () => {
    const examples = examplesOf(check.page);

    it('has a page with a good and a bad example', () => {
      expect(pageOf(check).sentence).toMatch(/\.$/);
      expect(examples.some((example) => example.ok)).toBe(true);
      expect(examples.some((example) => !example.ok)).toBe(true);
    });

    for (const example of examples) {
      it(`${example.ok ? 'ok' : 'not ok'}: ${example.title}`, () => {
        const { findings } = inspect(inspectionOf(example), [check]);
        expect(sorted(findings.map(markOf))).toEqual(sorted(example.marks));
        if (example.ok) expect(example.marks).toEqual([]);
        for (const finding of findings) {
          expect(sentenceOf(finding, check)).not.toMatch(/\{|undefined|null/);
          const { block, from, to, quote } = finding.place;
          if (block !== null) expect(quote.length).toBe((to as number) - (from as number));
        }
      });

      it(`${example.ok ? 'ok' : 'not ok'}: ${example.title}: every fix mends it and breaks nothing`, () => {
        const before = inspect(inspectionOf(example), checks).findings;
        const errors = new Set(before.filter((finding) => finding.severity === 'error').map((finding) => finding.fingerprint));
        for (const finding of before.filter((one) => one.code === check.code)) {
          for (const fix of finding.fixes) {
            const applied = applySteps(example.document, fix.steps);
            if (!applied.ok) throw new Error(`${fix.title}: ${applied.why}`);
            expect(applied.document.type).toBe(schema.nodes.agreement);
            const after = inspect(inspectionOf(example, applied.document), checks).findings;
            const same = (list: Finding[]): number => list.filter((one) => one.fingerprint === finding.fingerprint).length;
            expect(same(after), fix.title).toBeLessThan(same(before));
            expect(after.filter((one) => one.severity === 'error' && !errors.has(one.fingerprint)).map((one) => `${fix.title}: ${one.code} ${one.place.quote}`)).toEqual([]);
          }
        }
      });
    }
  });
}
