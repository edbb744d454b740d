import { figureOn } from '#library/rules';
import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import { governs, rulesAmong } from '#stages/inspect/law';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './copyright-transfer.md';

/** IPR-005: the text transfers copyright where the governing law does not let it pass, or without naming each right where the law asks for that. */
export const copyrightTransfer: Check = {
  code: 'IPR-005',
  rule: 'copyright-transfer',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const rule = rulesAmong(subject, ['DE-09', 'FR-10']).find((one) => governs(subject, one));
    if (rule === undefined) return;
    const impossible = rule.id === 'DE-09' && isFigure(subject, 'DE-09', 'copyright-transfer-possible', false);
    const itemised = rule.id === 'FR-10' && isFigure(subject, 'FR-10', 'copyright-transfer-itemised', true);
    if (!impossible && !itemised) return;
    for (const { first, all } of oncePerClause(subject.find(['copyright', 'copyrights', 'author’s rights', "author's rights", 'authors’ rights']).filter((hit) => passes(subject, hit)))) {
      if (itemised && namesEachRight(subject, first)) continue;
      yield { place: placeIn(first.in, first.from, first.to), params: { kind: impossible ? 'impossible' : 'not-itemised', title: rule.title }, related: restOf(all), law: rule };
    }
  },
};

function isFigure(subject: Subject, id: string, key: string, is: boolean): boolean {
  const figure = figureOn(subject.library, id, key, subject.today);
  return figure?.known === true && figure.is === is;
}

/** True where the sentence transfers copyright; not where it says that it does not pass, or only says what documents must do. */
function passes(subject: Subject, hit: Hit): boolean {
  const { lower } = subject.sentenceAt(hit.in, hit.from);
  return /\b(?:assigns?|transfers?|passes|cedes?)\b/.test(lower) && !/\b(?:not|nothing|no)\b/.test(lower);
}

/** True where the section names the rights one by one: to reproduce, to show, to adapt. */
function namesEachRight(subject: Subject, hit: Hit): boolean {
  const section = subject.section(hit.in.section.id);
  const words = section === undefined ? '' : subject.textsOf(section).map((text) => text.lower).join('\n');
  return [/\breproduc/, /\b(?:show|perform|represent|communicat)/, /\b(?:adapt|translat|chang)/].every((part) => part.test(words));
}
