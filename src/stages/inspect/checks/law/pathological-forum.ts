import { placeIn, placeOf, type Check } from '#stages/inspect/check';
import page from './pathological-forum.md';

/** What an arbitration clause must say, and the words that say it. */
const parts = [
  ['seat', /\b(?:seat|place of (?:the )?arbitration|legal place)\b/],
  ['rules', /\brules?\b/],
  ['number', /\b(?:arbitrators?|sole arbitrator|member tribunal)\b/],
] as const;

/** A sentence that sends disputes to arbitration for good. */
const sends = /\b(?:settled|decided|resolved|determined|decides?)\b[^.]{0,60}\bby (?:an? )?(?:arbitration|arbitral tribunal|arbitrators?)\b|\b(?:referred|submitted) to arbitration\b/;
/** A sentence that gives courts the last word. */
const courts = /\bcourts?\b[^.]{0,80}\b(?:alone|exclusive|sole)\b|\b(?:alone|exclusive|sole)\b[^.]{0,80}\bcourts?\b/;

/** ENF-006: courts and arbitration both have the last word, or an arbitration clause lacks a part that it cannot do without. */
export const pathologicalForum: Check = {
  code: 'ENF-006',
  rule: 'pathological-forum',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const arbitration = subject.find(['arbitration', 'arbitral', 'arbitrator', 'arbitrators']).map((hit) => subject.sentenceAt(hit.in, hit.from)).find((sentence) => sends.test(sentence.lower));
    if (arbitration === undefined) return;
    const section = subject.section(arbitration.in.section.id);
    const missing = section === undefined ? [] : parts.filter(([, words]) => !subject.textsOf(section).some((text) => words.test(text.text.text.toLowerCase())));
    if (missing.length > 0) yield { place: placeIn(arbitration.in, arbitration.from, arbitration.to), params: { kind: 'incomplete', missing: missing.map(([name]) => name).join(', ') } };
    // Where our own two sections stand side by side, STR-008 says so.
    if (subject.clause('courts') !== undefined && subject.clause('arbitration') !== undefined) return;
    const forum = subject.find(['court', 'courts']).map((hit) => subject.sentenceAt(hit.in, hit.from)).find((sentence) => courts.test(sentence.lower) && !/\b(?:seat|interim|urgent|enforce|support|award)\b/.test(sentence.lower));
    if (forum !== undefined) yield { place: placeIn(forum.in, forum.from, forum.to), params: { kind: 'both', missing: '' }, related: [placeOf(arbitration.in.section.clause)] };
  },
};
