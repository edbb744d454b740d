import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { clauseTemplate } from '#library/library';
import { projectFolder } from '#world/project-folder';
import { exampleNames } from './example-files';
import { baseLibrary } from './library/packs';

interface Kept {
  categories: ({ name: string; clauses: string[] } | { name: string; module: string; why: string })[];
  examples: Record<string, { contract: string; marked: string[] }>;
}

const { categories, examples } = parse(readFileSync(join(projectFolder(), 'scripts/real-agreements.yaml'), 'utf8')) as Kept;
const page = readFileSync(join(projectFolder(), 'docs/real-agreements.md'), 'utf8');

describe('the categories of real agreements', () => {
  test('are 41, and 36 of them have clauses of ours', () => {
    expect(new Set(categories.map(({ name }) => name)).size).toBe(41);
    expect(categories.filter((one) => 'clauses' in one).length).toBeGreaterThanOrEqual(36);
  });

  test.each(categories.map((one) => [one.name, one] as const))('%s names clauses that exist, or what an attorney adds, and stands on the page', (name, one) => {
    if ('clauses' in one) expect(one.clauses.filter((id) => clauseTemplate(baseLibrary(), id) === undefined)).toEqual([]);
    else expect(one.module.length * one.why.length).toBeGreaterThan(0);
    expect(page).toContain('clauses' in one ? `| ${name} | \`${one.clauses[0]}\`` : `| ${name} | **attorney:** ${one.module}`);
  });

  test.each(Object.entries(examples))('%s is an example of which the page tells each marked category', (name, { contract, marked }) => {
    expect(exampleNames()).toContain(name);
    expect(readFileSync(join(projectFolder(), 'examples', name, 'README.md'), 'utf8')).toContain(contract);
    const [, section = ''] = page.split(`## ${name} (${contract})`);
    for (const category of marked) {
      expect(categories.map((one) => one.name)).toContain(category);
      expect(section.split('\n## ')[0]).toMatch(new RegExp(`\\n\\| ${category} \\| (?:drafted: |left to an attorney: |missing: )`));
    }
  });
});
