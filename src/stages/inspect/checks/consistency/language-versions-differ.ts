import { printDocument, textsOf, type PrintedText } from '#agreement/document/print';
import { agreementAttrs } from '#agreement/document/schema';
import { languagesAsked } from '#library/languages';
import { placeIn, placeOf, type Check, type Report } from '#stages/inspect/check';
import { languageName } from '#stages/inspect/checks/consistency/language-name';
import { figuresIn, modalsIn, type Modal } from '#stages/inspect/checks/consistency/said';
import type { Subject } from '#stages/inspect/subject';
import page from './language-versions-differ.md';

/** CON-007: two language versions do not say the same, as far as figures, dates and the verbs of duty show it, or one of them is not there. */
export const languageVersionsDiffer: Check = {
  code: 'CON-007',
  rule: 'language-versions-differ',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    yield* withoutWords(subject);
    const { languages } = agreementAttrs(subject.document);
    const [first = 'en', ...others] = languages;
    yield* absentVersions(subject, languages);
    for (const lang of others) yield* differences(subject, first, lang);
  },
};

/** Languages that were asked for and in which the library says nothing at all. */
function* withoutWords(subject: Subject): Generator<Report> {
  if (subject.answers === undefined) return;
  const { languages } = agreementAttrs(subject.document);
  const asked = languagesAsked(subject.answers);
  for (const [index, lang] of asked.entries()) {
    if (!languages.includes(lang)) yield { place: placeOf(null, index === 0 ? 'law.language' : 'law.otherLanguages'), severity: 'warning', params: { kind: 'none', language: languageName(lang) } };
  }
}

/** Clauses without words in one of the languages of the agreement. */
function* absentVersions(subject: Subject, languages: readonly string[]): Generator<Report> {
  // A text of others in one language is in that language, whatever it is marked as.
  if (subject.answers === undefined && languages.length < 2) return;
  for (const { node, printed } of subject.clauses) {
    const there = node.children.map((wording) => wording.attrs.lang as string);
    for (const lang of languages) {
      if (!there.includes(lang)) yield { place: placeOf(printed.id), severity: 'warning', params: { kind: 'absent', title: printed.heading.text, language: languageName(lang), instead: languageName(there[0] ?? 'en') } };
    }
  }
}

/** What one version of a block says and the other does not. */
function* differences(subject: Subject, first: string, lang: string): Generator<Report> {
  const other = printDocument(subject.document, undefined, lang).sections;
  for (const [index, section] of subject.sections.entries()) {
    const beside = other[index];
    if (beside === undefined || beside.lang !== lang || section.printed.lang !== first) continue;
    const texts = new Map([...textsOf(beside)].map((text) => [text.id, text]));
    for (const text of subject.textsOf(section)) {
      const version = texts.get(text.text.id);
      texts.delete(text.text.id);
      const place = placeIn(text, 0, text.text.text.length);
      const params = { language: languageName(lang), first: languageName(first) };
      if (version === undefined) yield { place, params: { ...params, kind: 'block' } };
      else {
        const said = compare(text.text, first, version, lang);
        if (said !== undefined) yield { place, params: { ...params, ...said } };
      }
    }
    for (const { id } of texts.values()) yield { place: { ...placeOf(section.attrs === null ? section.printed.clause : section.printed.id), block: id }, params: { kind: 'extra', language: languageName(lang), first: languageName(first) } };
  }
}

const modalWords: Readonly<Record<Modal, string>> = { duty: 'a duty (must, doit)', ban: 'a prohibition (must not, ne doit pas)', freedom: 'a freedom (may, peut)' };

function compare(text: PrintedText, first: string, version: PrintedText, lang: string): Record<string, string> | undefined {
  const [a, b] = [figuresIn(ownWords(text), first), figuresIn(ownWords(version), lang)];
  if (a.join() !== b.join()) return { kind: 'figures', here: a.join(', ') || 'none', there: b.join(', ') || 'none' };
  const [values, others] = [boundIn(text), boundIn(version)];
  if (values.join() !== others.join()) return { kind: 'values', here: values.join(', ') || 'none', there: others.join(', ') || 'none' };
  if (text.kind === 'heading') return undefined;
  const [modals, those] = [modalsIn(ownWords(text), first), modalsIn(ownWords(version), lang)];
  for (const modal of ['duty', 'ban', 'freedom'] as const) {
    if (modals.has(modal) !== those.has(modal)) return { kind: modals.has(modal) ? 'modal' : 'added', modal: modalWords[modal] };
  }
  return undefined;
}

/** The words of a text without what is bound: values print differently in each language and are compared as values. */
function ownWords(text: PrintedText): string {
  return text.runs.map((run) => (run.kind === 'words' || run.kind === 'term' ? run.text : ' · ')).join('');
}

/** The facts, references and blanks of a text, sorted; each counts once, since a language may have to name a thing again. */
function boundIn(text: PrintedText): string[] {
  return [...new Set(text.runs.flatMap((run) => (['fact', 'blank', 'ref', 'person'].includes(run.kind) && run.target !== undefined && run.target !== 'parties' ? [run.target] : [])))].sort();
}
