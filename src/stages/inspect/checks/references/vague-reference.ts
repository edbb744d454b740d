import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import page from './vague-reference.md';

/** Words that point somewhere without saying where. */
const vague = [
  'herein', 'hereinabove', 'hereinbelow', 'hereof', 'hereunder', 'hereto', 'herewith', 'therein', 'thereof', 'thereto', 'thereunder', 'the foregoing', 'the aforementioned', 'aforementioned', 'the aforesaid', 'aforesaid', 'abovementioned',
  'above-mentioned', 'above mentioned', 'below-mentioned', 'as above', 'as below', 'see above', 'see below', 'set out above', 'set out below', 'set forth above', 'set forth below', 'stated above', 'stated below', 'described above',
  'described below', 'mentioned above', 'mentioned below', 'listed above', 'listed below', 'defined above', 'defined below', 'referred to above', 'referred to below', 'provided above', 'provided below', 'given above', 'named above',
  'section above', 'section below', 'clause above', 'clause below', 'paragraph above', 'paragraph below', 'the above', 'the preceding section', 'the preceding paragraph',
];

/** XRF-003: words such as “herein” or “above” stand where a section should be named. */
export const vagueReference: Check = {
  code: 'XRF-003',
  rule: 'vague-reference',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const { first, all } of oncePerClause(subject.find(vague))) {
      yield { place: placeIn(first.in, first.from, first.to), params: { words: first.in.text.text.slice(first.from, first.to) }, related: restOf(all) };
    }
  },
};
