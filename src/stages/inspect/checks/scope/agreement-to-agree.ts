import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './agreement-to-agree.md';

/** Words that leave a term to a later agreement. */
const later = [
  'to be agreed', 'to be mutually agreed', 'to be jointly agreed', 'to be negotiated', 'to be mutually negotiated', 'be mutually agreed', 'as may be agreed', 'as may be mutually agreed', 'as mutually agreed later', 'as agreed later', 'agree later', 'mutually agree later',
  'shall agree on', 'shall agree upon', 'shall mutually agree', 'will agree on', 'will agree upon', 'will mutually agree', 'must agree on', 'must agree upon', 'shall negotiate', 'will negotiate', 'must negotiate', 'agree in good faith on', 'negotiate in good faith',
  'to be determined by the parties', 'to be fixed later', 'to be agreed upon',
];

/** Terms without which there is no bargain. */
const essential = /\b(?:price|prices|pricing|fee|fees|royalty|royalties|commission|remuneration|compensation|consideration|payment|payments|amount|sum|rate|rates|share|shares|split|percentage|budget|costs?|scope|territory|field|licence|license|licences|licenses|quantity|quantities|contribution|contributions|work plan|deliverables?)\b/;

/** What decides if the parties do not: somebody, a formula, a date with a consequence, or a rule for silence. */
const fallback = /\b(?:expert|arbitrator|tribunal|court|mediator|adjudicator|formula|index|market (?:price|rate)|fixes|decides|determines|shall determine|must determine|otherwise|failing (?:which|that|agreement)|if (?:they|the parties|no agreement|no such)|in the absence of|unless and until|until then|applies instead|calculated|equals|at cost)\b/;

/** SCP-005: an essential term is left to a later agreement, and nobody decides if there is none. */
export const agreementToAgree: Check = {
  code: 'SCP-005',
  rule: 'agreement-to-agree',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const { first, all } of oncePerClause(subject.find(later).filter((hit) => isOpenEnded(subject, hit)))) {
      yield { place: placeIn(first.in, first.from, first.to), params: { words: first.in.text.text.slice(first.from, first.to), what: whatOf(subject, first) }, related: restOf(all) };
    }
  },
};

function whatOf(subject: Subject, hit: Hit): string {
  return essential.exec(subject.sentenceAt(hit.in, hit.from).lower)?.[0] ?? '';
}

/** The sentence is about an essential term, and neither it nor its neighbours say what happens without an agreement. */
function isOpenEnded(subject: Subject, hit: Hit): boolean {
  const sentences = subject.sentencesOf(hit.in);
  const at = sentences.findIndex((sentence) => hit.from < sentence.to);
  const sentence = sentences[at];
  if (sentence === undefined || !essential.test(sentence.lower)) return false;
  // “Unless otherwise agreed” and a freedom to agree leave nothing open.
  if (/\b(?:may|unless|except as|if)\b[^.]{0,40}$/.test(sentence.lower.slice(0, hit.from - sentence.from)) || /\b(?:not|no) $/.test(sentence.lower.slice(0, hit.from - sentence.from))) return false;
  return !sentences.slice(Math.max(0, at - 1), at + 2).some((one) => fallback.test(one.lower));
}
