import type { PdfRevision } from '#world/signing/pdf/revision';
import { type PdfDict, type PdfRef, refsIn } from '#world/signing/pdf/values';

/** The objects of a revision that its validation data consists of and that nothing else leads to; streams aside. */
export function ownValidationData(revision: PdfRevision, catalog: PdfDict): Set<number> {
  const start = catalog.entries.get('DSS');
  if (start === undefined) return new Set();
  const references = revision.references();
  const reach = (refs: readonly PdfRef[]): Set<number> => {
    const seen = new Set<number>();
    const waiting = [...refs];
    for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
      if (seen.has(ref.number) || ref.number === revision.catalog.number) continue;
      seen.add(ref.number);
      waiting.push(...(references.get(ref.number) ?? []));
    }
    return seen;
  };
  const others = [...catalog.entries].flatMap(([key, value]) => (key === 'DSS' ? [] : [...refsIn(value)]));
  const elsewhere = reach([...others, ...refsIn(revision.trailer)]);
  return new Set([...reach([...refsIn(start)])].filter((number) => !elsewhere.has(number) && revision.object(number)?.data === undefined));
}
