import type { Inline, Library, Paragraph } from '#library/library';

/** Finds the words of all terms of one language in a text. */
export interface TermIndex {
  pattern: RegExp;
  /** Term id by its words in lower case. */
  ids: Map<string, string>;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function buildIndex(lang: string, terms: Library['terms']): TermIndex {
  const ids = new Map<string, string>();
  const alternatives: string[] = [];
  const entries = Object.entries(terms).flatMap(([id, term]) => (term.words[lang] === undefined ? [] : [[id, term.words[lang]] as const]));
  for (const [id, words] of entries.sort((a, b) => b[1].length - a[1].length)) {
    ids.set(words.toLowerCase(), id);
    const capitalised = /^\p{Lu}/u.test(words);
    if (!capitalised) ids.set(`${words.toLowerCase()}s`, id);
    // In French each word of a lower-case term takes the plural: jours ouvrés, notifications formelles.
    const eachWord = lang === 'fr' && !capitalised && words.includes(' ') && !words.startsWith('par ');
    if (eachWord) ids.set(words.toLowerCase().split(' ').map((word) => `${word}s`).join(' '), id);
    const [first = '', ...rest] = words;
    alternatives.push(capitalised ? escape(words) : `(?:${escape(first)}|${escape(first.toUpperCase())})${eachWord ? escape(rest.join('')).replaceAll(' ', 's? ') : escape(rest.join(''))}s?`);
  }
  return { pattern: alternatives.length === 0 ? /(?!)/g : new RegExp(`(?<![\\p{L}\\p{N}-])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}-])`, 'gu'), ids };
}

/** Links bare words of defined terms in the paragraphs of a block, so that a use of a term is always a node. */
export function linkTerms(paragraphs: Paragraph[], lang: string, terms: Library['terms'], cache: Map<string, TermIndex>): Paragraph[] {
  let index = cache.get(lang);
  if (index === undefined) {
    index = buildIndex(lang, terms);
    cache.set(lang, index);
  }
  const found = index;
  const link = (inline: Inline[]): Inline[] => inline.flatMap((piece) => ('text' in piece && piece.strong !== true ? linkText(piece.text, found) : [piece]));
  return paragraphs.map((paragraph) => {
    if (paragraph.kind === 'table') return { ...paragraph, rows: paragraph.rows.map((row) => row.map(link)) };
    if (paragraph.kind === 'heading' || paragraph.kind === 'signature') return paragraph;
    return { ...paragraph, inline: link(paragraph.inline) };
  });
}

function linkText(text: string, index: TermIndex): Inline[] {
  const pieces: Inline[] = [];
  let last = 0;
  for (const match of text.matchAll(index.pattern)) {
    const id = index.ids.get(match[0].toLowerCase());
    if (id === undefined) continue;
    if (match.index > last) pieces.push({ text: text.slice(last, match.index) });
    pieces.push({ term: id, words: match[0], defines: false });
    last = match.index + match[0].length;
  }
  if (last < text.length) pieces.push({ text: text.slice(last) });
  return pieces;
}
