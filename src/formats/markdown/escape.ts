import { showHidden } from '#formats/visible';

const entity = (character: string): string => `&#${character.codePointAt(0) as number};`;

const special = /[\\`*<[\t\n]|_+|~~|&(?=#?\w+;)|"/g;

/** A definition in straight quotes: the reader would take it for a defined term, so its quotes are guarded. */
const straightDefinition = /"[^"\n]{1,80}"(?= (?:means|has the meaning|refers to)\b)/g;

/**
 * Plain words as Markdown that reads as the same words: nothing in them can become a heading, a link, a tag or a blank.
 * Line breaks become `<br>`, hidden characters become visible entities.
 */
export function escapeWords(text: string): string {
  const guarded = new Set<number>();
  for (const match of text.matchAll(straightDefinition)) guarded.add(match.index).add(match.index + match[0].length - 1);
  const inert = text.replace(special, (found, at: number) => {
    if (found === '\n') return '<br>';
    if (found === '\t') return entity(found);
    if (found === '"') return guarded.has(at) ? '\\"' : found;
    if (found.startsWith('_')) return standsAlone(found, text.charAt(at - 1), text.charAt(at + found.length)) ? found : found.replaceAll('_', '\\_');
    return `\\${found}`;
  });
  return showHidden(inert, entity);
}

/** True for a line to fill in, with space around it: that means nothing in Markdown. Beyond the words at hand anything may stand. */
function standsAlone(line: string, before: string, after: string): boolean {
  return line.length > 2 && /^ ?$/.test(before) && /^ ?$/.test(after);
}

/** What opens a line of Markdown as a heading, a note, a table, a list or a rule. */
const marker = /^[#>|=~\-+*]/;

/** A line of underscores and spaces: a rule. */
const ruled = /^_[_\s]*$/;

/** What our reader takes for a number of its own at the start of a paragraph, bold or not. */
const label = /^(\*\*)?(?=\d{1,3}(?:\.\d{1,3})*[.:)]?(?:\s|$)|\((?:[a-z]{1,2}|\d{1,3})\))(.)|^(\*\*)(?=(?:article|section|clause)\s+\d)(.)/i;

/** What our reader takes for the number of a section, in a heading that has none. */
const headingLabel = /^(\*\*)?(?=\d|(?:schedule|article|section|clause)\s)(.)/i;

/** A paragraph without a number of its own, guarded so that its first words are not read as one. */
export function guardLine(line: string): string {
  const marked = line.startsWith('**') || !marker.test(line) ? line : `\\${line}`;
  const inert = ruled.test(line) ? line.replaceAll('_', '\\_') : marked;
  return guardEdges(inert.replace(label, (_, bold = '', first = '', strong = '', word = '') => bold + strong + entity(first + word)));
}

/** A heading whose last hashes are words: Markdown drops hashes at the end. */
export function guardHashes(line: string): string {
  return line.replace(/(?<=^|\s)#+$/u, '\\$&');
}

/** A heading without a number, guarded as a paragraph is. */
export function guardHeading(line: string): string {
  return guardEdges(line.replace(headingLabel, (_, bold: string | undefined, first: string) => (bold ?? '') + entity(first)));
}

/** A heading after its number whose first dash is a word: "7 – Law" means "7 Law". */
export function guardDash(line: string): string {
  return line.replace(/^[–—-](?=\s|$)/u, entity);
}

/** A line whose space at either end counts. */
export function guardEdges(line: string): string {
  return line.replace(/^\s/u, entity).replace(/\s$/u, entity);
}
