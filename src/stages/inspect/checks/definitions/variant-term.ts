import { schema } from '#agreement/document/schema';
import { placeIn, restOf, type Check } from '#stages/inspect/check';
import { variantsOf, type Variant } from '#stages/inspect/checks/definitions/variants';
import { replaceWords, type Replacement } from '#stages/inspect/fix';
import page from './variant-term.md';

/** DEF-005: a defined term appears in another form or under another name. */
export const variantTerm: Check = {
  code: 'DEF-005',
  rule: 'variant-term',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const variant of variantsOf(subject)) {
      const { definition, words, kind, places } = variant;
      const first = places[0]!;
      const fix = kind === 'number' ? undefined : replaceWords(subject, `Use “${definition.term}”`, places, (span) => termFor(variant, span.in.text.text.slice(span.from, span.to)), { after: definition.term });
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words, term: definition.term, kind },
        related: [...restOf(places), placeIn(definition.in, definition.from, definition.to)],
        fixes: [fix],
        ...(kind === 'number' && { severity: 'advice' as const }),
      };
    }
  },
};

function termFor({ definition }: Variant, words: string): Replacement {
  const plural = /^\p{Ll}/u.test(definition.term) && words.toLowerCase().endsWith('s') && !definition.key.endsWith('s');
  const term = plural ? `${definition.term}s` : definition.term;
  return definition.id === null ? term : schema.nodes.term!.create({ id: definition.id, words: term, defines: false });
}
