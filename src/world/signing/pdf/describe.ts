import type { PdfRevision } from '#world/signing/pdf/revision';
import { nameOf } from '#world/signing/pdf/sections';
import type { PdfDict, PdfValue } from '#world/signing/pdf/values';

const mostPages = 5000;

/** Words for an object of a PDF as the start of a sentence: "The content of page 3", "An attached file". */
export function describeObject(revision: PdfRevision, number: number): string {
  return onPages(revision, number) ?? byType(revision, number) ?? `Object ${number}`;
}

function onPages(revision: PdfRevision, number: number): string | undefined {
  let page = 0;
  for (const { number: own, dict } of pagesOf(revision)) {
    page += 1;
    if (own === number) return `Page ${page}`;
    if (refersTo(revision, dict.entries.get('Contents'), number)) return `The content of page ${page}`;
    if (refersTo(revision, dict.entries.get('Annots'), number)) return `An annotation on page ${page}`;
    if (refersTo(revision, dict.entries.get('Resources'), number)) return `A font or picture of page ${page}`;
  }
  return undefined;
}

function byType(revision: PdfRevision, number: number): string | undefined {
  const object = revision.object(number);
  if (object?.value.kind !== 'dict') return undefined;
  const words: Readonly<Record<string, string>> = {
    Catalog: 'The catalog', Pages: 'The list of pages', Page: 'A page', Annot: 'An annotation', Font: 'A font', FontDescriptor: 'A font',
    Metadata: 'The metadata', EmbeddedFile: 'An attached file', Filespec: 'An attached file', Sig: 'A signature outside the form',
    XObject: 'A picture', ObjStm: 'A stream of objects', Outlines: 'The bookmarks', OCG: 'A layer', StructTreeRoot: 'The reading order',
    StructElem: 'The reading order', Action: 'An action',
  };
  const subtypes: Readonly<Record<string, string>> = { Image: 'A picture', Form: 'A drawing', Widget: 'A form field', Link: 'A link' };
  return subtypes[nameOf(object.value, 'Subtype') ?? ''] ?? words[nameOf(object.value, 'Type') ?? ''];
}

function refersTo(revision: PdfRevision, value: PdfValue | undefined, number: number, depth = 0): boolean {
  if (value === undefined || depth > 4) return false;
  if (value.kind === 'ref') {
    if (value.number === number) return true;
    const target = revision.resolve(value);
    return (target?.kind === 'array' || target?.kind === 'dict') && refersTo(revision, target, number, depth + 1);
  }
  if (value.kind === 'array') return value.items.some((item) => refersTo(revision, item, number, depth + 1));
  return value.kind === 'dict' && [...value.entries].some(([key, item]) => key !== 'Parent' && key !== 'P' && refersTo(revision, item, number, depth + 1));
}

/** The pages in order, at most 5,000. */
export function pagesOf(revision: PdfRevision): { number: number; dict: PdfDict }[] {
  const pages: { number: number; dict: PdfDict }[] = [];
  const seen = new Set<number>();
  const walk = (ref: PdfValue | undefined): void => {
    if (ref?.kind !== 'ref' || seen.has(ref.number) || pages.length >= mostPages || seen.size > 4 * mostPages) return;
    seen.add(ref.number);
    const dict = revision.resolve(ref);
    if (dict?.kind !== 'dict') return;
    if (dict.entries.has('Kids')) for (const kid of revision.items(dict, 'Kids')) walk(kid);
    else pages.push({ number: ref.number, dict });
  };
  walk(revision.catalog.dict.entries.get('Pages'));
  return pages;
}
