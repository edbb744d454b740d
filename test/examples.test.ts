import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '#world/project-folder';
import { exampleNames, examplesFolder, readExample } from './example-files';

/** Examples that restate a real agreement keep the gaps of their source; their README says which and why. */
const fromRealAgreements = ['anixa-ontochem', 'cooltech-vettech', 'leclanche-oakridge', 'mj-simply-herbals', 'virtualscopics-ppd', 'yaskawa-argo'];

/** `npm run examples` sets it: golden files are written instead of compared. */
const record = process.env.RECORD === '1';

describe('examples', () => {
  it.each(exampleNames())('%s gives its golden text, findings and obligations', async (name) => {
    const folder = join(examplesFolder, name);
    const { files, notRun } = await readExample(join(folder, 'answers.yaml'));
    expect(notRun).toEqual([]);
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, file);
      if (record) writeFileSync(path, text);
      else expect(text, `${name}/${file} (npm run examples writes it anew)`).toBe(existsSync(path) ? readFileSync(path, 'utf8') : 'missing');
    }
  });

  it.each(exampleNames())('%s has a README with a title, a source and what stays open', (name) => {
    const readme = readFileSync(join(examplesFolder, name, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# \S/);
    expect(readme).toContain('## What stays open');
    if (fromRealAgreements.includes(name)) {
      expect(readme).toContain('CC BY 4.0');
      expect(readme).toContain('## What the real agreement says that our facts cannot hold');
    }
  });

  it.each(exampleNames().filter((name) => !fromRealAgreements.includes(name)))('%s has no finding that blocks signing and no blank', async (name) => {
    const { findings, files } = await readExample(join(examplesFolder, name, 'answers.yaml'));
    expect(findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(files['expected.md']).not.toContain(': open]');
  });

  it.each(fromRealAgreements)('%s keeps only gaps of its source, each named in its README', async (name) => {
    const readme = readFileSync(join(examplesFolder, name, 'README.md'), 'utf8');
    const { findings } = await readExample(join(examplesFolder, name, 'answers.yaml'));
    const codes = [...new Set(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.code))];
    expect(codes.filter((code) => !readme.includes(code))).toEqual([]);
  });

  it('the agreement of the bench has nothing that blocks signing', async () => {
    const { findings, files } = await readExample(join(projectFolder(), 'bench/answers.yaml'));
    expect(findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(files['expected.md']?.match(/^## \d+ /gm)?.length).toBeGreaterThanOrEqual(22);
  });
});
