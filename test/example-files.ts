import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { creditorsInWords, obligationInWords, sourceInWords, timingInWords } from '#agreement/obligation-sentences';
import type { Obligation } from '#agreement/obligation';
import { openAgreementFile } from '#operations/agreement-file';
import { exportContent } from '#operations/export-agreement';
import { findingsOf } from '#operations/findings';
import type { FindingOut } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { obligationsOf } from '#operations/track-agreement';
import { openWorld } from '#world/open-world';
import { projectFolder } from '#world/project-folder';

/** The day on which every example is read: golden files must not move with the clock. */
export const exampleDay = '2027-01-15';

/** Folder of the bundled examples. */
export const examplesFolder = join(projectFolder(), 'examples');

/** Names of the bundled examples: the folders that hold an answers.yaml. */
export function exampleNames(): string[] {
  return readdirSync(examplesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}

/** What an answers file gives: its findings, and the texts of the golden files beside it by file name. */
export interface ExampleOutput {
  findings: FindingOut[];
  notRun: string[];
  files: Record<string, string>;
}

/** Drafts, inspects and tracks one answers file on the fixed day, through the same operations as the commands. */
export async function readExample(path: string): Promise<ExampleOutput> {
  const real = await openWorld();
  try {
    const world = { ...real, now: () => `${exampleDay}T09:00:00Z` };
    const { document, answers } = await openAgreementFile(readFileSync(path), path, world);
    if (answers === undefined) throw new Error(`${path} holds no answers`);
    const { findings, notRun } = findingsOf({ document, answers }, libraryFor(world, answers), exampleDay);
    const markdown = await exportContent({ id: 'example', document, answers, version: 1, final: false, at: world.now() }, 'md', world);
    const obligations = await obligationsOf(document, answers, world);
    return {
      findings,
      notRun,
      files: {
        'expected.md': new TextDecoder().decode(markdown.bytes),
        'expected.findings.txt': lines(findings.map(findingLine)),
        'expected.obligations.txt': lines(obligations.map(obligationLine)),
      },
    };
  } finally {
    await real.close();
  }
}

/** One finding in one line: severity, code, place and message. */
function findingLine({ severity, code, where, place, message }: FindingOut): string {
  const named = where || (place.path ?? '') || 'the whole';
  return `${severity} ${code} [${named}] ${oneLine(message)}`;
}

/** One obligation in one line: when, who must do what, towards whom, and the section that says so. */
function obligationLine(one: Obligation): string {
  const recurs = one.recurs === undefined ? '' : `, ${one.recurs}`;
  return oneLine(`${whenOf(one)} | ${obligationInWords(one)}${recurs} | to ${creditorsInWords(one) || 'nobody named'} | ${sourceInWords(one)}`);
}

/** The worked day, else what the day waits for, else how long the duty lasts. */
function whenOf({ due, until, trigger }: Obligation): string {
  if (due?.worked !== undefined) return due.worked.due.date ?? 'no date can be worked out';
  if (due !== undefined) return timingInWords(due);
  const event = trigger === undefined ? 'at all times' : `event: ${trigger}`;
  return until === undefined ? event : `${event}, until ${until.worked?.due.date ?? timingInWords(until)}`;
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');
const lines = (all: readonly string[]): string => (all.length === 0 ? '' : `${all.join('\n')}\n`);
