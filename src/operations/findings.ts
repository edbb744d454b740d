import { numberDocument } from '#agreement/document/number';
import { agreementAttrs, clausesOf, schedulesOf, wordingOf, type Document } from '#agreement/document/schema';
import { clauseHash } from '#agreement/document/clause-hash';
import type { Answers } from '#agreement/facts/answers';
import type { Place } from '#agreement/finding';
import type { State } from '#agreement/record/state';
import type { Library } from '#library/library';
import { clauseTemplate } from '#library/library';
import { draftClause } from '#stages/draft/clause';
import { checkByCode } from '#stages/inspect/catalogue';
import { checks } from '#stages/inspect/checks/index';
import { inspect } from '#stages/inspect/inspect';
import { pageOf, sentenceOf } from '#stages/inspect/page';
import type { FindingOut } from '#operations/forms';
import { once } from '#operations/kept';

/** Findings in words, and the checks that could not be run. */
export interface Findings {
  findings: FindingOut[];
  notRun: string[];
}

/** Inspects a text, with the facts behind it where there are any, and says each finding in words. */
export function findingsOf(content: { document: Document; answers?: Answers }, library: Library, today: string, setAside: State['setAside'] = {}): Findings {
  const { document, answers } = content;
  const { notRun, findings } = once(answers ?? document, 'findings', [document, library, today], () => inWords(content, library, today));
  return {
    notRun,
    findings: findings.map((finding) => {
      const held = Object.hasOwn(setAside, finding.fingerprint) ? setAside[finding.fingerprint] : undefined;
      // A finding that was set aside comes back when the words that it was about have moved.
      const lapsed = held !== undefined && held.clauseHash !== null && finding.place.clause !== null && held.clauseHash !== clauseHash(document, finding.place.clause);
      return held === undefined || lapsed ? finding : { ...finding, setAside: held.reason };
    }),
  };
}

/** The same before anybody set anything aside. */
function inWords({ document, answers }: { document: Document; answers?: Answers }, library: Library, today: string): Findings {
  const draftOf = answers === undefined ? undefined : (id: string) => {
    const template = clauseTemplate(library, id);
    return template === undefined ? undefined : draftClause(template, answers, agreementAttrs(document).languages, document.children);
  };
  const { findings, notRun } = inspect({ document, library, today, ...(answers !== undefined && { answers }), ...(draftOf !== undefined && { draftOf }) }, checks);
  const numbers = numberDocument(document);
  const schedules = new Set(schedulesOf(document).map((schedule) => schedule.attrs.id as string));
  const where = ({ clause, block }: Place): string => {
    const id = block?.replace(/#heading$/, '') ?? clause;
    if (id === null || id === undefined) return '';
    const schedule = id.split('.')[0] as string;
    if (schedules.has(schedule)) return `Schedule ${numbers.get(schedule)?.full ?? ''}`;
    const node = clausesOf(document).find((one) => one.attrs.id === (clause ?? schedule));
    const own = node === undefined ? '' : numbers.get(node.attrs.id as string)?.full || wordingOf(node).child(0).textContent;
    // A cell is called by the paragraph above its table.
    for (let part = id; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
      const full = numbers.get(part)?.full ?? '';
      if (full !== '') return full.startsWith('(') ? `${own} ${full}` : full;
    }
    return own;
  };
  return {
    notRun,
    findings: findings.map((finding) => {
      const check = checkByCode(finding.code);
      if (check === undefined) throw new Error(`no check ${finding.code}`);
      const page = pageOf(check);
      return { ...finding, message: sentenceOf(finding, check), where: where(finding.place), why: page.why, todo: page.todo, setAside: null };
    }),
  };
}

/** What keeps a text from being signed: findings of severity error that nobody set aside. */
export function blocking(findings: Findings): FindingOut[] {
  return findings.findings.filter((finding) => finding.severity === 'error' && finding.setAside === null);
}
