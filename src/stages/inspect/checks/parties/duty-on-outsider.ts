import { placeIn, type Check } from '#stages/inspect/check';
import { isCapital } from '#stages/inspect/letters';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './duty-on-outsider.md';

/** People who are not bound by the agreement, by the last word of the phrase that names them. */
const outsiders = new Set(
  ('supplier suppliers subcontractor subcontractors sub-contractor sub-contractors contractor contractors affiliate affiliates subsidiary subsidiaries customer customers client clients employee employees staff personnel worker workers student students ' +
    'bank banks insurer insurers auditor auditors funder funders donor donors consultant consultants adviser advisers advisor advisors shareholder shareholders director directors volunteer volunteers').split(' '),
);

/** PTY-005: a duty is put on somebody who is not a party. */
export const dutyOnOutsider: Check = {
  code: 'PTY-005',
  rule: 'duty-on-outsider',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const names = new Set(subject.parties.flatMap((party) => [party.shortName, party.legalName]).flatMap((name) => (name === null ? [] : name.toLowerCase().split(/\s+/))));
    for (const hit of subject.find(['must', 'shall'])) {
      const actor = subjectOf(subject, hit);
      if (actor === undefined) continue;
      const { words, from } = actor;
      // “The auditor must be bound to secrecy, and the requesting party must ensure this.”
      const rest = subject.sentenceAt(hit.in, hit.from);
      if (/\bpart(?:y|ies)\b.{0,40}\bensures?\b/.test(rest.lower.slice(hit.to - rest.from))) continue;
      // "The staff of Alpha": the staff would owe the duty, not Alpha.
      const head = words.split(/ (?:of|in|for|at|from|with|to|under|on) /, 1)[0] as string;
      const last = head.slice(head.lastIndexOf(' ') + 1);
      if (!outsiders.has(last) || names.has(last) || hasParty(head, names)) continue;
      // “Consultant must …”: without an article it is the name of a role.
      if (!/ /.test(head) && !head.endsWith('s') && head !== 'staff' && head !== 'personnel') continue;
      // Written with a capital, it is a role that the text itself gives: “the Customer must …”.
      const at = from + head.lastIndexOf(last);
      if (isCapital(hit.in.text.text.charCodeAt(at)) && at > subject.sentenceAt(hit.in, hit.from).from) continue;
      yield { place: placeIn(hit.in, from, hit.to), params: { words: hit.in.text.text.slice(from, hit.from).trim(), verb: hit.phrase } };
    }
  },
};

/** The noun phrase before the verb, in small letters: what stands after the last comma, link word or verb of its sentence. */
function subjectOf(subject: Subject, hit: Hit): { words: string; from: number } | undefined {
  const sentence = subject.sentenceAt(hit.in, hit.from);
  const before = sentence.lower.slice(0, hit.from - sentence.from).trimEnd();
  const start = Math.max(before.lastIndexOf(','), before.lastIndexOf(';'), before.lastIndexOf(':')) + 1;
  const phrase = before.slice(start).trimStart().replace(/^(?:then |[\d.]+ |\([a-z0-9]+\) )+/, '');
  if (phrase === '' || phrase.split(' ').length > 8) return undefined;
  // "A party that admits a student must …": the student is not the subject. Nor is the supplier in "Alpha must ensure that its supplier …".
  if (/\b(?:who|which|that|whom|where|if|when|because)\b/.test(phrase)) return undefined;
  return { words: phrase, from: sentence.from + before.length - phrase.length };
}

/** True if a party stands in the phrase itself: “a party and its affiliates”. A possessive (“Alpha's supplier”) does not count. */
function hasParty(words: string, names: ReadonlySet<string>): boolean {
  // Where several owe it together, one of them may be bound: “the Company and its affiliates”.
  if (/ (?:and|or|nor) /.test(words)) return true;
  return /\b(?:a|each|the|every|any|no|all) (?:other )?part(?:y|ies)(?![’'\p{L}])/u.test(words) || words.split(/\s+/).some((word) => names.has(word));
}
