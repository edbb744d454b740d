import type { Node } from 'prosemirror-model';
import { pathsOf } from '#agreement/condition';
import { wordingOf } from '#agreement/document/schema';
import type { Item } from '#agreement/facts/read';
import type { ClauseTemplate } from '#library/library';
import { sectionList, termList } from '#library/slots';

const listing = new WeakMap<ClauseTemplate, boolean>();

/** True for a clause that lists the defined terms of the text around it, or says something about the clauses that stand there. */
export function listsTerms(template: ClauseTemplate): boolean {
  let lists = listing.get(template);
  if (lists === undefined) listing.set(template, (lists = repeatsTerms(template) || template.blocks.some((block) => block.when !== null && pathsOf(block.when).includes(sectionList))));
  return lists;
}

/** True for a clause that prints a line for each defined term. */
export function repeatsTerms(template: ClauseTemplate): boolean {
  return template.blocks.some((block) => block.repeat === termList);
}

/** The ids of the library clauses that stand in the text around a clause. */
export function sectionsIn(around: readonly Node[]): string[] {
  return around.flatMap((node) => (node.type.name === 'clause' && typeof node.attrs.library === 'string' ? [node.attrs.library] : []));
}

/** What a clause or schedule says of terms. */
interface Said {
  /** Its definitions in its first language, with the paragraph that each stands in. */
  defined: readonly { id: string; lang: string; words: string; block: string }[];
  /** Its definitions in other languages. */
  translated: readonly { id: string; lang: string; words: string }[];
  /** How often it uses each term; in one language, because the others say the same. */
  uses: ReadonlyMap<string, number>;
}

/** Nodes never change, so each is read once however often a text is drafted around it. */
const read = new WeakMap<Node, Said>();

function saidIn(node: Node): Said {
  const known = read.get(node);
  if (known !== undefined) return known;
  const defined: { id: string; lang: string; words: string; block: string }[] = [];
  const translated: { id: string; lang: string; words: string }[] = [];
  const uses = new Map<string, number>();
  let block = '';
  let lang = '';
  const first = wordingOf(node);
  node.descendants((inner) => {
    if (inner.isText) return false;
    if (inner.type.name === 'wording') lang = inner.attrs.lang as string;
    else if (inner.type.name === 'term') {
      const { id, words, defines } = inner.attrs as { id: string; words: string; defines: boolean };
      if (lang !== first.attrs.lang) {
        if (defines) translated.push({ id, lang, words });
      } else if (defines) defined.push({ id, lang, words, block });
      else uses.set(id, (uses.get(id) ?? 0) + 1);
    } else if (inner.isTextblock && typeof inner.attrs.id === 'string') block = inner.attrs.id;
    return true;
  });
  const said: Said = { defined, translated, uses };
  read.set(node, said);
  return said;
}

/**
 * The terms that clauses and schedules define and use at least twice beside the definition, in the order of the alphabet;
 * each with its words and the paragraph that defines it. The clause that lists them is left out of the count.
 */
export function termsIn(around: readonly Node[], lister: string): readonly Item[] {
  const defined = new Map<string, { words: Record<string, string>; block: string }>();
  const uses = new Map<string, number>();
  for (const node of around) {
    if (node.attrs.id === lister) continue;
    const said = saidIn(node);
    for (const { id, lang, words, block } of said.defined) if (!defined.has(id)) defined.set(id, { words: { [lang]: words }, block });
    for (const { id, lang, words } of said.translated) {
      const known = defined.get(id);
      if (known !== undefined) known.words[lang] ??= words;
    }
    for (const [id, count] of said.uses) uses.set(id, (uses.get(id) ?? 0) + count);
  }
  return [...defined]
    .filter(([id, { block }]) => block !== '' && (uses.get(id) ?? 0) > 1)
    .map(([id, { words, block }]) => ({ id, path: `${termList}.${id}`, value: { id, term: Object.values(words)[0] as string, words, section: block } }))
    .sort((a, b) => (a.value.term.toLowerCase() < b.value.term.toLowerCase() ? -1 : 1));
}
