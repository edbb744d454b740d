import { valueAt } from '#agreement/facts/read';
import { readAnswers, sentence, writeAnswers, type Answers } from '#agreement/facts/answers';
import { factAt, resolvePath } from '#agreement/facts/table';
import { agreementAttrs, clauseAttrs, clausesOf } from '#agreement/document/schema';
import { printDocument, textsOf, type PrintedText } from '#agreement/document/print';
import { peopleFrom } from '#agreement/words/people';
import type { ActorTerm } from '#agreement/obligation';
import { compile, packInfo } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library } from '#library/library';
import { packsFor } from '#library/packs-for';
import { draft } from '#stages/draft/draft';
import { messageOf } from '#stages/inspect/catalogue';
import { checks } from '#stages/inspect/checks/index';
import { inspect } from '#stages/inspect/inspect';
import { bundledPacks } from '#world/packs';
import { draftedWords, sentencesIn, wordCount } from './sentences';

/** The most words that a sentence of ours has, where its facts have ordinary length. */
export const longestSentence = 30;

const libraries = new Map<string, Library>();

/** The library of an agreement as an installation compiles it: base, packs of its law, and the rules of its seats and places. */
export function libraryOfAnswers(answers: Answers): Library {
  const packs = bundledPacks();
  const { uses } = packsFor(answers, packs.flatMap((pack) => packInfo(pack) ?? []));
  const key = uses.map((use) => `${use.pack}${use.words ? '!' : ''}`).join(' ');
  let library = libraries.get(key);
  if (library === undefined) {
    const named = (words: boolean) => uses.filter((use) => use.words === words).map((use) => packs.find((pack) => packInfo(pack)?.id === use.pack)!);
    const result = compile(named(true), named(false));
    if (!result.ok) throw new Error(result.faults.map(faultLine).join('\n'));
    libraries.set(key, (library = result.library));
  }
  return library;
}

/**
 * What is wrong with the draft of answers, one line each, none where all is well: findings that our own text must never have,
 * blanks of what is answered, slots left unresolved, words that count two parties, long sentences, duties of strangers, and
 * a second drafting that differs from the first.
 */
export function draftFaults(answers: Answers): string[] {
  const faults: string[] = [];
  const written = readAnswers(writeAnswers(answers));
  if (!written.ok) return written.problems.map((problem) => `answers: ${sentence(problem)}`);
  const library = libraryOfAnswers(answers);
  const { document } = draft(library, answers);
  const again = draft(library, answers, { document, answers, library });
  if (again.document !== document) faults.push('redraft: drafting again from the same answers makes another text');
  if (again.redrafts.length > 0) faults.push('redraft: an untouched text is offered redrafts');

  const left = new Set(Object.keys(answers.facts.drafting?.optOut ?? {}));
  for (const finding of inspect({ document, answers, library, today: '2027-01-15' }, checks).findings) {
    const { code, severity, place } = finding;
    if (code === 'PTY-004') faults.push(`${code} ${place.clause}: ${messageOf(finding)}`);
    if (severity !== 'error' || !/^(?:STR|DEF|XRF|CON)-/.test(code)) continue;
    // A blank is right where nothing is answered; a section that people left out is missing on purpose.
    if (code === 'STR-002' && place.path !== null && isOpen(answers, place.path)) continue;
    if (left.size > 0 && (code === 'STR-001' || code === 'STR-007' || code === 'XRF-001')) continue;
    faults.push(`${code} ${place.clause} ${place.path ?? ''}: ${messageOf(finding)} «${place.quote}»`);
  }

  const ids = new Set(answers.parties.map((party) => party.id));
  const actor = (one: ActorTerm): string | null =>
    one.kind === 'parties' ? (one.ids.find((id) => !ids.has(id)) ?? (one.ids.length === 0 ? 'nobody' : null)) : one.kind === 'blank' ? (isOpen(answers, one.path) ? null : one.path) : one.kind === 'described' && one.text.trim() === '' ? 'no words' : null;
  for (const clause of clausesOf(document)) {
    const { id, obligations } = clauseAttrs(clause);
    const seen = new Set<string>();
    for (const term of obligations) {
      if (seen.has(term.id)) faults.push(`duty ${id}: ${term.id} stands twice`);
      seen.add(term.id);
      for (const [side, who] of [['debtor', term.debtor], ['creditor', term.creditor]] as const) {
        const stranger = actor(who);
        if (stranger !== null) faults.push(`duty ${id}: the ${side} of ${term.id} is ${stranger}`);
      }
      if (/undefined|\[object|NaN|[{}]/.test(`${term.object} ${term.trigger ?? ''}`)) faults.push(`duty ${id}: ${term.id} reads “${term.object}”`);
    }
  }

  for (const lang of agreementAttrs(document).languages) {
    for (const section of printDocument(document, { people: peopleFrom(answers) }, lang).sections) {
      for (const text of textsOf(section)) for (const fault of textFaults(text, lang, left.size > 0)) faults.push(`words ${section.clause ?? section.id}: ${fault}`);
    }
  }
  return faults;
}

/** True where a fact is not answered, or lies in a list or item that is not. */
function isOpen(answers: Answers, path: string): boolean {
  if (factAt(path) === undefined || path.includes('*')) return true;
  if (resolvePath(path)?.eachParty === true) return true;
  const value = valueAt(answers, path);
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0) || (typeof value === 'object' && value !== null);
}

function* textFaults(text: PrintedText, lang: string, mayMiss: boolean): Generator<string> {
  const words = text.text;
  if (/[{}]|undefined|\[object|NaN/.test(words)) yield `unresolved: “${words}”`;
  if (!mayMiss && /\[(?:missing|no number): /.test(words)) yield `a reference leads nowhere: “${words}”`;
  // Other languages have spaces before some signs, and their sentences other lengths.
  if (lang !== 'en') return;
  if (/\s[.;:,]|\s{2}|\.\.|,,/.test(words)) yield `spacing: “${words}”`;
  if (text.kind !== 'paragraph' && text.kind !== 'item') return;
  for (const one of sentencesIn(draftedWords(text))) if (wordCount(one) > longestSentence) yield `${wordCount(one)} words: “${one}”`;
}
