import { placeIn, type Check } from '#stages/inspect/check';
import type { Subject, Text } from '#stages/inspect/subject';
import page from './hidden-duty.md';

/** Words that make a duty. */
const duties = ['must', 'shall', 'undertakes to', 'undertake to', 'agrees to', 'is obliged to', 'are obliged to', 'is required to', 'are required to'];

/** “Shall mean” defines; it owes nothing. */
const defining = /^(?:shall|must) (?:not )?(?:have the meaning|mean|include|refer|apply|be (?:construed|deemed|interpreted|presumed|defined))\b/;

/** STR-006: a duty stands in a recital, a heading or a definition. */
export const hiddenDuty: Check = {
  code: 'STR-006',
  rule: 'hidden-duty',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    if (!subject.english) return;
    for (const { printed } of subject.sections) {
      const duty = /\b(?:must|shall)\b/.exec(printed.heading.text.toLowerCase());
      const text = duty === null ? undefined : subject.texts.find((one) => one.text === printed.heading);
      if (duty !== null && text !== undefined) yield { place: placeIn(text, duty.index, duty.index + duty[0].length), params: { words: duty[0], where: 'heading' } };
    }
    for (const hit of subject.find(duties)) {
      if (defining.test(hit.in.lower.slice(hit.from, hit.from + 40))) continue;
      const where = isRecital(hit.in) ? 'recital' : inDefinition(subject, hit.in, hit.from) ? 'definition' : undefined;
      if (where !== undefined) yield { place: placeIn(hit.in, hit.from, hit.to), params: { words: hit.phrase, where } };
    }
  },
};

/** True for the background of an agreement: a section of that name in front, or a paragraph that starts with “whereas”. */
function isRecital(text: Text): boolean {
  if (text.lower.startsWith('whereas')) return true;
  const { part, heading, id } = text.section;
  return id === 'recitals' || /^(?:recitals?|whereas|preamble)\b/i.test(heading.text) || (part === 'front' && /^(?:background|introduction)\b/i.test(heading.text));
}

function inDefinition(subject: Subject, text: Text, offset: number): boolean {
  return subject.definitions.some((definition) => definition.in === text && definition.body !== null && !definition.party && offset >= definition.body.from && offset < definition.body.to && definition.to < offset) && isActor(subject, text, offset);
}

/** True if a party, “it” or a name stands before the verb: “the report that Alpha shall deliver”, not “compounds that must meet …”. */
function isActor(subject: Subject, text: Text, offset: number): boolean {
  const before = text.text.text.slice(Math.max(0, offset - 60), offset).trimEnd();
  const word = /[\p{L}-]+$/u.exec(before)?.[0] ?? '';
  if (/^(?:party|parties|it|they|Party|Parties)$/.test(word)) return true;
  const definitions = subject.defined.get(word.toLowerCase()) ?? subject.defined.get(word.toLowerCase().replace(/s$/, ''));
  return /^\p{Lu}\p{Ll}/u.test(word) && (definitions === undefined || definitions.some((one) => one.party || one.body === null)) && !/\p{Lu}[\p{L}-]* [\p{L}-]+$/u.test(before);
}
