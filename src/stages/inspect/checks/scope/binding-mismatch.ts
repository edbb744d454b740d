import { placeIn, restOf, type Check, type Report } from '#stages/inspect/check';
import { groupBy, type Subject, type Text } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './binding-mismatch.md';

const duties = ['must', 'shall', 'undertakes to', 'undertake to', 'is obliged to', 'are obliged to'];
const intentions = ['intends to', 'intend to', 'aims to', 'aim to', 'hopes to', 'hope to', 'plans to', 'plan to', 'wishes to', 'wish to', 'seeks to', 'seek to', 'expects to', 'expect to'];

/** Sections that say what binds, name the parties or count days: their verbs bind nobody to act. */
const aboutText = new Set(['title-and-parties', 'recitals', 'binding-status', 'definitions', 'interpretation-and-time', 'signature-block', 'purpose-and-goals']);

/** SCP-006: words of duty in a part that does not bind, or only words of intention in a part that does. */
export const bindingMismatch: Check = {
  code: 'SCP-006',
  rule: 'binding-mismatch',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const status = subject.fact('agreement.bindingness.status');
    if (status === 'binding') yield* weak(subject);
    if (status !== 'mixed' && status !== 'non-binding') return;
    // A rule of reading may say what the verbs mean where the text does not bind.
    if (subject.operative.some((text) => /[“"]must[”"].{0,80}\b(?:describes?|states?|expresse?s?|means?)\b.{0,60}\b(?:plans?|intends?|intentions?|hopes?)\b/.test(text.lower))) return;
    const binding = new Set(subject.items('agreement.bindingness.bindingClauses').map((item) => item.id));
    // What the section on binding effect names binds as well.
    for (const reference of subject.references) if (reference.in.section.id === 'binding-status' && reference.target !== null) binding.add(reference.target);
    const loose = subject.find(duties).filter(({ in: text }) => text.section.kind === 'clause' && !aboutText.has(text.section.id) && !binds(text, binding));
    for (const hits of groupBy(loose, (hit) => hit.in.section.id).values()) {
      const first = hits[0] as Hit;
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words: first.phrase, problem: 'duty' },
        related: restOf(hits),
      };
    }
  },
};

function binds({ section }: Text, binding: ReadonlySet<string>): boolean {
  return binding.has(section.id) || binding.has(section.clause);
}

/** A section whose every sentence about the parties only intends. */
function* weak(subject: Subject): Generator<Report> {
  const hits = subject.find(intentions).filter(({ in: text }) => text.section.kind === 'clause' && text.section.part === 'body' && !aboutText.has(text.section.id));
  for (const all of groupBy(hits, (hit) => hit.in.section).values()) {
    const first = all[0] as Hit;
    const texts = subject.operative.filter((text) => text.section === first.in.section);
    const firm = /\b(?:must|shall|may|now|owns?|owes?|bears?|grants?|assigns?|ends?|starts?|takes effect|applies|apply|counts?|means?|is (?:not )?(?:liable|limited|governed|entitled)|are (?:not )?(?:liable|limited|governed|entitled))\b/;
    if (texts.some((text) => firm.test(text.lower))) continue;
    yield {
      place: placeIn(first.in, first.from, first.to),
      params: { words: first.phrase, problem: 'intention' },
      related: restOf(all),
    };
  }
}
