/*
 * The part of YAML in which pack files are written: maps and lists by indentation, one-line `{ a: b }` and `[a, b]`, words, quoted words without
 * escapes, whole and decimal numbers, dates. What this part allows, it reads as the YAML package does, many times faster.
 */

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

interface Line {
  indent: number;
  text: string;
}

/** Whatever is not plain: the caller then asks the YAML package, which also tells faults. */
class NotPlain extends Error {}

const deepest = 30;
/** Control characters save line ends, odd line ends, marks of byte order, halves of letters, and a comment behind a value. */
const odd = /[^\P{Cc}\n]|[\u2028\u2029\uFEFF\p{Surrogate}]|[^\n ] +#/u;
const keyed = /^([A-Za-z][A-Za-z0-9-]{0,60}):(?: +(.*))?$/;
const keyInFlow = /([A-Za-z][A-Za-z0-9-]{0,60}): +/y;
const wordsInFlow = /[^,[\]{}]+/y;
const quoted = /"([^"\\]*)"|'([^']*)'/y;
/** How bare words may begin, so that YAML takes them for a text. */
const bare = /^[A-Za-z(\u00A1-\uFFFF\u{10000}-\u{10FFFF}]/u;
const named: ReadonlyMap<string, boolean | null> = new Map([['null', null], ['Null', null], ['NULL', null], ['true', true], ['True', true], ['TRUE', true], ['false', false], ['False', false], ['FALSE', false]]);

/** Reads a file that keeps to the plain part of YAML; undefined where it does not, or may not. Never throws. */
export function readPlainYaml(text: string): Value | undefined {
  if (odd.test(text)) return undefined;
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const line = withoutEnd(raw);
    const indent = skip(line, 0);
    if (indent < line.length && line[indent] !== '#') lines.push({ indent, text: line.slice(indent) });
  }
  const first = lines[0];
  if (first === undefined || first.indent > 0) return undefined;
  try {
    const reader = new Reader(lines);
    const value = reader.block(0, 0);
    return reader.ended ? value : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class Reader {
  #at = 0;
  readonly #lines: Line[];

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  get ended(): boolean {
    return this.#at === this.#lines.length;
  }

  /** The map or list whose lines stand at this indent. */
  block(indent: number, depth: number): Value {
    if (depth > deepest) throw new NotPlain();
    return this.#here(indent)?.startsWith('- ') ? this.#list(indent, depth) : this.#map(indent, depth);
  }

  /** The text of the next line if it stands at this indent. */
  #here(indent: number): string | undefined {
    const line = this.#lines[this.#at];
    return line?.indent === indent ? line.text : undefined;
  }

  #list(indent: number, depth: number): Value[] {
    const list: Value[] = [];
    for (let text = this.#here(indent); text?.startsWith('- '); text = this.#here(indent)) {
      const rest = text.slice(2);
      if (keyed.test(rest) || rest.startsWith('- ')) {
        // `- key: value` or `- - value`: the line is read again as the first one of a map or list that stands two letters further in.
        this.#lines[this.#at] = { indent: indent + 2, text: rest };
        list.push(this.block(indent + 2, depth + 1));
      } else {
        this.#at += 1;
        list.push(oneLine(rest, depth));
      }
    }
    return list;
  }

  #map(indent: number, depth: number): Value {
    const map: { [key: string]: Value } = {};
    for (let text = this.#here(indent); text !== undefined; text = this.#here(indent)) {
      const match = keyed.exec(text);
      if (match === null) throw new NotPlain();
      this.#at += 1;
      const rest = match[2];
      const below = this.#lines[this.#at];
      put(map, match[1] as string, rest !== undefined ? oneLine(rest, depth) : below !== undefined && below.indent > indent ? this.block(below.indent, depth + 1) : null);
    }
    return map;
  }
}

function put(map: { [key: string]: Value }, key: string, value: Value): void {
  if (Object.hasOwn(map, key) || named.has(key)) throw new NotPlain();
  map[key] = value;
}

/** A value on one line. */
function oneLine(text: string, depth: number): Value {
  if (!/^["'[{]/.test(text)) return scalar(text);
  const [value, end] = flow(text, 0, depth);
  if (end !== text.length) throw new NotPlain();
  return value;
}

function scalar(text: string): Value {
  const word = named.get(text);
  if (word !== undefined) return word;
  if (/: |:$/.test(text)) throw new NotPlain();
  if (bare.test(text) || /^\d{4}-\d{2}-\d{2}$|^\d+\.\d+\.\d+$|^\d+ +[A-Za-z]/.test(text)) return text;
  if (/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new NotPlain();
}

/** A quoted text, a list, a map or bare words from a place on, and where it ends. */
function flow(text: string, from: number, depth: number): [value: Value, end: number] {
  if (depth > deepest) throw new NotPlain();
  const opener = text[from];
  if (opener === '"' || opener === "'") {
    quoted.lastIndex = from;
    const match = quoted.exec(text);
    // Two single quotes in a row stand for one.
    if (match === null || text[quoted.lastIndex] === "'") throw new NotPlain();
    return [match[1] ?? (match[2] as string), quoted.lastIndex];
  }
  if (opener === '[' || opener === '{') return opener === '[' ? flowList(text, from + 1, depth + 1) : flowMap(text, from + 1, depth + 1);
  wordsInFlow.lastIndex = from;
  const words = wordsInFlow.exec(text)?.[0] ?? '';
  return [scalar(withoutEnd(words)), from + words.length];
}

function flowList(text: string, from: number, depth: number): [Value[], number] {
  const list: Value[] = [];
  let at = skip(text, from);
  if (text[at] === ']') return [list, at + 1];
  for (;;) {
    const [value, end] = flow(text, at, depth);
    list.push(value);
    at = skip(text, end);
    if (text[at] === ']') return [list, at + 1];
    if (text[at] !== ',') throw new NotPlain();
    at = skip(text, at + 1);
  }
}

function flowMap(text: string, from: number, depth: number): [Value, number] {
  const map: { [key: string]: Value } = {};
  let at = skip(text, from);
  if (text[at] === '}') return [map, at + 1];
  for (;;) {
    keyInFlow.lastIndex = at;
    const key = keyInFlow.exec(text)?.[1];
    if (key === undefined) throw new NotPlain();
    const [value, end] = flow(text, keyInFlow.lastIndex, depth);
    put(map, key, value);
    at = skip(text, end);
    if (text[at] === '}') return [map, at + 1];
    if (text[at] !== ',') throw new NotPlain();
    at = skip(text, at + 1);
  }
}

function skip(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

/** A text without the spaces at its end; other white space is part of the words. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ') end -= 1;
  return text.slice(0, end);
}
