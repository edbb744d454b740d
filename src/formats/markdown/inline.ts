import type { Node } from 'prosemirror-model';
import { schema } from '#agreement/document/schema';
import { factRows } from '#agreement/facts/table';
import { blankInWords } from '#agreement/words/en';
import { findReferences, type Targets } from '#formats/markdown/references';

/** A stretch of words, bold or not, or a blank by its path, or by its name where that tells no path. */
type Piece = { text: string; strong: boolean } | { blank: string; strong: boolean };

/** Stands for a quote that was escaped, so that it opens no definition: a character that no text holds. */
const guardedQuote = '\0';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', hellip: '…', sect: '§', euro: '€' };

/** Reads the words of one line: bold, blanks, definitions and, where `targets` knows the number, references. */
export function readInline(text: string, targets: Targets): Node[] {
  return nodesOf(defined(piecesOf(text)), targets);
}

/** The words of a line as they print, without any structure. */
export function plainWords(text: string): string {
  return piecesOf(text).map((piece) => ('blank' in piece ? blankInWords(piece.blank) : piece.text)).join('').replaceAll(guardedQuote, '"');
}

const token = /\\([!-/:-@[-`{-~])|&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,8});|<br\s*\/?>|(_{3,})|(\*\*|__)|(`+)|!?\[([^[\]]*)\](?:\([^()\s]*(?:\s"[^"]*")?\))?|([*_])|<(https?:[^\s<>]+|mailto:[^\s<>]+)>/;

function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  let strong = false;
  let emphasis = '';
  let rest = source;
  let before = '';
  const add = (text: string): void => {
    const last = pieces[pieces.length - 1];
    if (last !== undefined && 'text' in last && last.strong === strong) last.text += text;
    else if (text !== '') pieces.push({ text, strong });
    before = text.slice(-1) || before;
  };
  while (rest !== '') {
    const found = token.exec(rest);
    if (found === null) {
      add(rest);
      break;
    }
    add(rest.slice(0, found.index));
    const [whole, escaped, name, line, double, ticks, bracketed, single, link] = found;
    rest = rest.slice(found.index + whole.length);
    if (escaped !== undefined) add(escaped === '"' ? guardedQuote : escaped);
    else if (name !== undefined) add(decode(name) ?? whole);
    else if (whole.startsWith('<br')) add('\n');
    else if (line !== undefined) add(line);
    else if (link !== undefined) add(link);
    else if (ticks !== undefined) rest = code(ticks, rest, add);
    else if (bracketed !== undefined) {
      const blank = /^(.+): open$/.exec(bracketed);
      const label = blank === null ? undefined : plainWords(blank[1]!);
      const path = label === undefined ? undefined : (pathOfLabel(label) ?? label);
      if (path !== undefined && whole === `[${bracketed}]` && blankInWords(path) === `[${label}: open]`) {
        pieces.push({ blank: path, strong });
        before = ']';
      } else if (whole.includes('](')) rest = bracketed + rest;
      else {
        // A bracket, or the exclamation mark before one: a word like any other.
        add(whole.charAt(0));
        rest = whole.slice(1) + rest;
      }
    } else if (double !== undefined) {
      if (strong || (rest.includes(double) && !/^\s/.test(rest))) strong = !strong;
      else add(whole);
    } else if (single !== undefined) {
      if (emphasis === single && !(single === '_' && /^\w/.test(rest))) emphasis = '';
      else if (emphasis === '' && opens(single, before, rest)) emphasis = single;
      else add(whole);
    }
  }
  return pieces;
}

let paths: ReadonlyMap<string, string | undefined> | undefined;

/** The fact that a label names, if it names one alone; items of lists have no path that their label could tell. */
function pathOfLabel(label: string): string | undefined {
  if (paths === undefined) {
    const found = new Map<string, string | undefined>();
    for (const row of factRows()) found.set(row.label, found.has(row.label) || row.path.includes('*') ? undefined : row.path);
    paths = found;
  }
  return paths.get(label);
}

/** True where a lone star or underscore starts emphasis that is closed again: not inside a word, not before space. */
function opens(mark: string, before: string, rest: string): boolean {
  if (/^\s/.test(rest) || rest === '' || (mark === '_' && /\w/.test(before))) return false;
  return (mark === '*' ? /^[^*]*[^*\s\\]\*(?!\*)/ : /^[^_]*[^_\s\\]_(?!\w)/).test(rest);
}

/** Words between ticks stand as they are. Returns what follows them. */
function code(ticks: string, rest: string, add: (text: string) => void): string {
  const end = rest.indexOf(ticks);
  if (end === -1) {
    add(ticks);
    return rest;
  }
  add(rest.slice(0, end));
  return rest.slice(end + ticks.length);
}

function decode(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  const point = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(point);
}

type Part = Piece | { term: string; strong: boolean };

const typedDefinition = /(?:“([^“”"\0\n]{1,80})”|"([^“”"\0\n]{1,80})")(?= (?:means|has the meaning|refers to)\b)/;

/** Finds what is defined: bold inside quotes, or words in quotes before "means". */
function defined(pieces: readonly Piece[]): Part[] {
  const parts: Part[] = [];
  // Set where the closing quote of a bold term was used up.
  let skip = 0;
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index]!;
    if ('blank' in piece) {
      parts.push(piece);
      continue;
    }
    const text = piece.text.slice(skip);
    skip = 0;
    const term = piece.strong ? undefined : quotedTerm(text, pieces[index + 1], pieces[index + 2]);
    if (term === undefined) words(text, piece.strong, parts);
    else {
      words(text.slice(0, -1), false, parts);
      parts.push({ term, strong: false });
      skip = 1;
      index += 1;
    }
  }
  return parts;
}

/** The bold term between a text that ends in a quote and one that starts with one. */
function quotedTerm(text: string, bold: Piece | undefined, after: Piece | undefined): string | undefined {
  if (bold === undefined || after === undefined || 'blank' in bold || 'blank' in after || !bold.strong) return undefined;
  const quoted = (text.endsWith('“') && after.text.startsWith('”')) || (text.endsWith('"') && after.text.startsWith('"'));
  return quoted && isTerm(bold.text) ? bold.text : undefined;
}

function isTerm(text: string): boolean {
  return text.trim() === text && text !== '' && text.length <= 80 && !/[“”"\0\n]/.test(text);
}

function words(text: string, strong: boolean, parts: Part[]): void {
  const found = typedDefinition.exec(text);
  if (found === null) {
    if (text !== '') parts.push({ text, strong });
    return;
  }
  if (found.index > 0) parts.push({ text: text.slice(0, found.index), strong });
  parts.push({ term: (found[1] ?? found[2])!, strong });
  words(text.slice(found.index + found[0].length), strong, parts);
}

function nodesOf(parts: readonly Part[], targets: Targets): Node[] {
  const nodes: Node[] = [];
  for (const part of parts) {
    const marks = part.strong ? [schema.mark('strong')] : [];
    if ('blank' in part) nodes.push(schema.nodes.blank!.create({ path: part.blank }, null, marks));
    else if ('term' in part) nodes.push(schema.nodes.term!.create({ id: termId(part.term), words: part.term, defines: true }, null, marks));
    else {
      const text = part.text.replaceAll(guardedQuote, '"');
      let at = 0;
      for (const reference of findReferences(text, targets)) {
        if (reference.from > at) nodes.push(schema.text(text.slice(at, reference.from), marks));
        nodes.push(schema.nodes.ref!.create({ id: reference.id }, null, marks));
        at = reference.to;
      }
      if (at < text.length) nodes.push(schema.text(text.slice(at), marks));
    }
  }
  return nodes;
}

/** The id of a term that a text defines: its words in small letters and hyphens. */
function termId(words: string): string {
  return words.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 30) || 'term';
}
