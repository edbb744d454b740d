import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import { isNumberWord } from '#stages/inspect/amounts';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './missing-anchor.md';

/** Words that open a period. */
const openers = ['within', 'no later than', 'not later than', 'at the latest within'];

/** A period: a number in figures or words, perhaps the other form in brackets, and a unit. */
const period = /^ (?:a (?:period|maximum) of )?(?:at most )?(\d+|[a-z]+(?:-[a-z]+)?)(?: \(\d+\))? (?:calendar |business |working |banking |consecutive )?(?:hours?|days?|weeks?|months?|quarters?|years?)(?![a-z])/;

/** What ties a period to an event, right behind it. */
const anchored = /^(?: ?\([^()]{0,40}\))?(?:[’'] (?:prior )?(?:written )?notice|(?: at (?:most|the latest))? ?,? ?(?:after|from|of|following|before|prior|starting|beginning|as of|as from|since|once|when|upon|counted|calculated|if|in which|to the|ahead|there(?:after|of|from)))(?![a-z])/;

/** An event further behind. */
const behind = /\b(?:after|following|from|starting|of receipt|before)\b/;

/** An event named earlier in the sentence: “After receipt of the notice, …”, “If a party learns of a delay, it must …”. */
const eventBefore = /(?:^|[,;(:] ?|\b(?:and|then|must|shall|that) )(?:if|when|whenever|where|once|after|upon|on|following|from|as soon as|unless|before|in case|in the event)(?![a-z])/;

/** TIM-001: a period has no event from which it runs. */
export const missingAnchor: Check = {
  code: 'TIM-001',
  rule: 'missing-anchor',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const found: Hit[] = [];
    for (const hit of subject.find(openers)) {
      const end = floatingEnd(subject, hit);
      if (end !== undefined) found.push({ ...hit, to: end, phrase: hit.in.lower.slice(hit.from, end) });
    }
    for (const { first, all } of oncePerClause(found)) {
      yield { place: placeIn(first.in, first.from, first.to), params: { words: first.in.text.text.slice(first.from, first.to) }, related: restOf(all) };
    }
  },
};

/** Where a period ends that hangs in the air, or undefined where it is tied to an event or is no period. */
function floatingEnd(subject: Subject, hit: Hit): number | undefined {
  const { lower } = hit.in;
  const match = period.exec(lower.slice(hit.to, hit.to + 60));
  if (match === null) return undefined;
  const number = (match[1] as string).split('-')[0] as string;
  if (!/^\d/.test(number) && !isNumberWord(number)) return undefined;
  const end = hit.to + match[0].length;
  if (anchored.test(lower.slice(end, end + 24))) return undefined;
  const sentence = subject.sentenceAt(hit.in, hit.from);
  if (eventBefore.test(sentence.lower.slice(0, hit.from - sentence.from))) return undefined;
  // “Within 30 days, counted from receipt”, “within 10 days, starting on the day of the order”: the event stands a little behind.
  return behind.test(lower.slice(end, Math.min(sentence.to, end + 50))) ? undefined : end;
}
