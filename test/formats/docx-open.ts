import { unzipSync } from 'fflate';

/** An element of a parsed part; text nodes are strings. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: (Element | string)[];
}

const token = /<\?xml [^?]*\?>|<\/([A-Za-z:]+)>|<([A-Za-z:0-9]+)((?:\s+[A-Za-z:]+="[^"<]*")*)\s*(\/?)>|([^<]+)|([^])/gy;
const entity = /&(?:amp|lt|gt|quot|#9|#10|#13);|&/g;
const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#9;': '\t', '&#10;': '\n', '&#13;': '\r' };
// oxlint-disable-next-line no-control-regex
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function decode(text: string): string {
  if (illegal.test(text)) throw new Error(`a character that XML 1.0 cannot hold in ${JSON.stringify(text.slice(0, 60))}`);
  return text.replace(entity, (found) => {
    const character = entities[found];
    if (character === undefined) throw new Error(`a bare & in ${text.slice(0, 60)}`);
    return character;
  });
}

/** A strict reader of the XML that we write: no DTD, no comments, no CDATA, double quotes, balanced, one root, no attribute twice. */
export function parseXml(xml: string): Element {
  const root: Element = { name: '#root', attributes: {}, children: [] };
  const open = [root];
  for (const [all, closing, opening, attributes = '', empty, text, stray] of xml.matchAll(token)) {
    const parent = open[open.length - 1] as Element;
    if (stray !== undefined) throw new Error(`not XML at ${JSON.stringify(xml.slice(Math.max(0, xml.indexOf(all) - 20), 60))}`);
    if (text !== undefined) {
      if (text.includes(']]>')) throw new Error('"]]>" in text');
      if (parent !== root) parent.children.push(decode(text));
      else if (text.trim() !== '') throw new Error('text outside the root');
    } else if (closing !== undefined) {
      if (open.pop()?.name !== closing) throw new Error(`</${closing}> closes nothing`);
    } else if (opening !== undefined) {
      const element: Element = { name: opening, attributes: {}, children: [] };
      for (const [, name = '', value = ''] of attributes.matchAll(/([A-Za-z:]+)="([^"]*)"/g)) {
        if (name in element.attributes) throw new Error(`${name} twice on ${opening}`);
        element.attributes[name] = decode(value);
      }
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('the root is not closed, or there is more than one');
  return root.children[0] as Element;
}

/** All elements of a name below an element, in reading order. */
export function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => (typeof child === 'string' ? [] : child.name === name ? [child, ...all(child, name)] : all(child, name)));
}

/** The first child element of a name. */
export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((one): one is Element => typeof one !== 'string' && one.name === name);
}

/** The value of a child such as `<w:numId w:val="3"/>`. */
export function valueOf(element: Element | undefined, name: string): string | undefined {
  return child(element, name)?.attributes['w:val'];
}

/** The text of a stretch as a reader sees it: field results, not their codes. */
export function textOf(element: Element): string {
  return element.children
    .map((one) => (typeof one === 'string' ? '' : one.name === 'w:t' ? one.children.join('') : one.name === 'w:tab' ? '\t' : one.name === 'w:br' ? '\n' : one.name === 'w:pPr' ? '' : textOf(one)))
    .join('');
}

/** A Word file opened: its parts as text, and parsed on demand. */
export class Opened {
  readonly parts: ReadonlyMap<string, string>;
  readonly #parsed = new Map<string, Element>();

  constructor(bytes: Uint8Array) {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    this.parts = new Map(Object.entries(unzipSync(bytes)).map(([path, content]) => [path, decoder.decode(content)]));
  }

  xml(path: string): Element {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known;
    const text = this.parts.get(path);
    if (text === undefined) throw new Error(`no part ${path}`);
    const parsed = parseXml(text);
    this.#parsed.set(path, parsed);
    return parsed;
  }

  get body(): Element {
    return child(this.xml('word/document.xml'), 'w:body') as Element;
  }

  /** All paragraphs of the main part with their bookmarks and the label that Word counts for them. */
  paragraphs(): Paragraph[] {
    const count = new Counter(this.xml('word/numbering.xml'));
    return all(this.body, 'w:p').map((element) => {
      const properties = child(element, 'w:pPr');
      const list = child(properties, 'w:numPr');
      const names = all(element, 'w:bookmarkStart').map((start) => start.attributes['w:name'] as string);
      const counted = list === undefined ? undefined : count.next(valueOf(list, 'w:numId') as string, Number(valueOf(list, 'w:ilvl')));
      return { element, style: valueOf(properties, 'w:pStyle') ?? 'Normal', names, label: counted?.label ?? '', full: counted?.full ?? '', text: textOf(element) };
    });
  }
}

/** A paragraph as Word shows it. */
export interface Paragraph {
  element: Element;
  style: string;
  names: string[];
  label: string;
  /** The number in full context: that of the paragraph above it in the list, and its own. */
  full: string;
  text: string;
}

interface Level {
  format: string;
  text: string;
  start: number;
}

/**
 * Counts lists as ECMA-376 part 1, 17.9 says and Word does: instances of one abstract list share their counters, a level
 * restarts after each use of a level above it, and a start override counts once, where its instance is first used.
 */
class Counter {
  readonly #abstracts = new Map<string, Level[]>();
  readonly #nums = new Map<string, { abstract: string; starts: Map<number, number>; levels: Map<number, Level> }>();
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #labels = new Map<string, string[]>();
  readonly #begun = new Set<string>();

  constructor(numbering: Element) {
    for (const abstract of all(numbering, 'w:abstractNum')) this.#abstracts.set(abstract.attributes['w:abstractNumId'] as string, all(abstract, 'w:lvl').map(readLevel));
    for (const num of all(numbering, 'w:num')) {
      const starts = new Map<number, number>();
      const levels = new Map<number, Level>();
      for (const override of all(num, 'w:lvlOverride')) {
        const index = Number(override.attributes['w:ilvl']);
        const start = valueOf(override, 'w:startOverride');
        if (start !== undefined) starts.set(index, Number(start));
        const own = child(override, 'w:lvl');
        if (own !== undefined) levels.set(index, readLevel(own));
      }
      this.#nums.set(num.attributes['w:numId'] as string, { abstract: valueOf(num, 'w:abstractNumId') as string, starts, levels });
    }
  }

  next(numId: string, index: number): { label: string; full: string } {
    const num = this.#nums.get(numId);
    if (num === undefined) throw new Error(`numId ${numId} is not declared`);
    const levels = this.#abstracts.get(num.abstract);
    if (levels?.[index] === undefined) throw new Error(`numId ${numId} has no level ${index}`);
    const counts = this.#counts.get(num.abstract) ?? [];
    this.#counts.set(num.abstract, counts);
    const own = num.levels.get(index) ?? (levels[index] as Level);
    const first = `${numId}:${index}`;
    const override = this.#begun.has(first) ? undefined : num.starts.get(index);
    this.#begun.add(first);
    counts[index] = override ?? (counts[index] === undefined ? own.start : (counts[index] as number) + 1);
    counts.length = index + 1;
    const label = own.text.replace(/%(\d)/g, (_, digit: string) => {
      const place = Number(digit) - 1;
      return inFormat(counts[place] ?? levels[place]!.start, levels[place]!.format);
    });
    const labels = this.#labels.get(num.abstract) ?? [];
    this.#labels.set(num.abstract, labels);
    labels[index] = label;
    labels.length = index + 1;
    // A level that prints the one above it is complete; another is preceded by the nearest level that was used.
    const above = own.text.includes(`%${index}`) || index === 0 ? '' : (labels.slice(0, Math.min(index, 2)).filter((one) => one !== undefined).pop() ?? '');
    return { label, full: above + label };
  }
}

function readLevel(level: Element): Level {
  return { format: valueOf(level, 'w:numFmt') as string, text: valueOf(level, 'w:lvlText') ?? '', start: Number(valueOf(level, 'w:start') ?? 1) };
}

/** Word repeats letters: z, aa, bb. */
function inFormat(value: number, format: string): string {
  if (format === 'decimal') return String(value);
  if (format === 'none') return '';
  const letter = String.fromCharCode(97 + ((value - 1) % 26)).repeat(Math.ceil(value / 26));
  return format === 'upperLetter' ? letter.toUpperCase() : letter;
}
