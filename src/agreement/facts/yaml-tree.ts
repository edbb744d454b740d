import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isScalar, isSeq, type CST, type ParsedNode, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { groupThousands } from '#agreement/decimal';
import { factMeta } from '#agreement/facts/define';
import { show, type InputProblem } from '#agreement/facts/problem';

/** Most pieces of YAML in a file; about 30,000 lines. Bounds the time that a hostile file can take. */
const pieceLimit = 200_000;
/** Deepest nesting; answers need 9. Beyond a few thousand the parser would exhaust the stack. */
const depthLimit = 48;

/** A file read as plain values, with the line of each; or what is wrong with its writing. */
export type YamlResult = { ok: true; value: unknown; problems: InputProblem[]; lineOf: (keys: readonly (string | number)[]) => number | undefined } | { ok: false; problems: InputProblem[] };

const refusal = (what: string, expected: string, line?: number): YamlResult => ({ ok: false, problems: [{ path: '', what, expected, example: '', ...(line === undefined ? {} : { line }) }] });

/**
 * Reads YAML 1.2 or JSON into plain values. Anchors, aliases, tags, merge keys, directives, repeated keys and a second
 * document are refused, so that what a person reads in the file is all there is. `schema` says which values are texts:
 * an unquoted 01067 in the place of a text stays "01067".
 */
export function readYaml(text: string, schema: z.ZodType): YamlResult {
  const lines = new LineCounter();
  const tokens = tokensOf(text, lines);
  if (!Array.isArray(tokens)) return refusal(tokens.what, tokens.expected, lines.linePos(tokens.offset).line);
  const documents = [...new Composer({ schema: 'core', version: '1.2', merge: false, uniqueKeys: false, resolveKnownTags: false, logLevel: 'silent', strict: true }).compose(tokens)];
  const [document, second] = documents;
  if (document === undefined) return refusal('The file is empty.', 'a file that starts with "entente: 1"');
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, 20).map((error): InputProblem => ({ path: '', what: `The file cannot be read here: ${error.message.split('\n')[0]?.slice(0, 160) ?? error.code}.`.replace(/\.\.$/, '.'), expected: 'YAML or JSON', example: '', line: lines.linePos(error.pos[0]).line }));
    return { ok: false, problems };
  }
  if (second !== undefined) return refusal('The file holds more than one YAML document.', 'one document', lines.linePos(second.range[0]).line);
  if (document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') return refusal(`The file asks for YAML ${document.directives.yaml.version}, which reads dates and times differently.`, 'YAML 1.2 without a %YAML line');
  const root = document.contents;
  if (!isMap(root)) return refusal(`The file holds ${isSeq(root) ? 'a list' : 'a text'} and not answers.`, 'a file that starts with "entente: 1"');
  const reader = new Reader(lines);
  const value = reader.read(root, schema, '');
  return { ok: true, value, problems: reader.problems, lineOf: (keys) => lineAt(root, keys, lines) };
}

/** The concrete syntax of the file, counted while it is read: too many pieces or too deep, and reading stops. */
function tokensOf(text: string, lines: LineCounter): CST.Token[] | { what: string; expected: string; offset: number } {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let pieces = 0;
  let before = '';
  for (const piece of new Lexer().lex(text)) {
    pieces += 1;
    // Each stray comma would cost an error of its own later.
    if (piece === ',' && (before === ',' || before === '[' || before === '{')) return { what: 'A comma stands here without a value before it.', expected: 'YAML or JSON', offset: parser.offset };
    if (piece.trim() !== '') before = piece;
    if (pieces > pieceLimit) return { what: `The file has more than ${groupThousands(String(pieceLimit), false)} pieces of YAML.`, expected: 'the answers of one agreement', offset: parser.offset };
    for (const token of parser.next(piece)) tokens.push(token);
    if (parser.stack.length > depthLimit) return { what: `The file is nested more than ${depthLimit} levels deep here.`, expected: 'answers, which need 9 levels', offset: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

class Reader {
  readonly problems: InputProblem[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: ParsedNode | null | undefined, schema: z.ZodType | undefined, path: string): unknown {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.#refuse(node, path, `"*${node.source}" repeats a value from elsewhere.`, 'the value itself, written out');
    if (node.anchor !== undefined) this.#refuse(node, path, `"&${node.anchor}" marks a value for repetition.`, 'the value without the mark');
    if (node.tag !== undefined && !isPlainTag(node.tag)) this.#refuse(node, path, `The tag ${show(node.tag)} is not part of an answers file.`, 'the value without a tag');
    if (isMap(node)) return this.#map(node as YAMLMap.Parsed, schema, path);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item as ParsedNode, entryOf(schema), `${path} (${index + 1})`));
    const { value, source, type } = node;
    if (typeof value === 'string') return value.normalize('NFC');
    // Postcodes, register numbers and ids look like numbers; in the place of a text they are kept as written.
    if (type === 'PLAIN' && (typeof value === 'number' || typeof value === 'boolean') && isText(schema)) return source.normalize('NFC');
    return value;
  }

  #map(node: YAMLMap.Parsed, schema: z.ZodType | undefined, path: string): unknown {
    const result: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? (typeof pair.key.value === 'string' ? pair.key.value : pair.key.source) : undefined;
      if (key === undefined) {
        this.#refuse(pair.key, path, 'A list or group stands in the place of a field name.', 'a field name');
        continue;
      }
      const inner = path === '' ? key : `${path}.${key}`;
      if (key === '__proto__') this.#refuse(pair.key, inner, 'This name is reserved and cannot be a field.', '');
      else if (key === '<<') this.#refuse(pair.key, path, '"<<" merges values from elsewhere.', 'the values themselves, written out');
      else if (seen.has(key)) this.#refuse(pair.key, inner, 'This field stands in the file twice.', 'each field once');
      else {
        seen.add(key);
        result[key] = this.read(pair.value, fieldOf(schema, key), inner);
      }
    }
    return result;
  }

  #refuse(node: { range?: readonly number[] | null }, path: string, what: string, expected: string): null {
    const start = node.range?.[0];
    this.problems.push({ path: path.replace(/^facts\./, ''), what, expected, example: '', ...(start === undefined ? {} : { line: this.#lines.linePos(start).line }) });
    return null;
  }
}

const isPlainTag = (tag: string): boolean => /^tag:yaml\.org,2002:(map|seq|str|int|float|bool|null)$/.test(tag);

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner;
}

function fieldOf(outer: z.ZodType | undefined, key: string): z.ZodType | undefined {
  const schema = unwrap(outer);
  if (schema instanceof z.ZodObject) {
    const format = factMeta.get(schema)?.format;
    return (format === undefined || format === 'address') && Object.hasOwn(schema.shape, key) ? (schema.shape[key] as z.ZodType) : undefined;
  }
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined;
}

function entryOf(outer: z.ZodType | undefined): z.ZodType | undefined {
  const schema = unwrap(outer);
  return schema instanceof z.ZodArray ? (schema.element as z.ZodType) : undefined;
}

/** Amounts, percentages, dates and times are not texts: there a number is a mistake that the person should see. */
function isText(outer: z.ZodType | undefined): boolean {
  const schema = unwrap(outer);
  if (!(schema instanceof z.ZodString)) return false;
  const format = factMeta.get(schema)?.format;
  return format === undefined || format === 'text' || format === 'person' || format === 'party';
}

/** The line of the value at these keys, or of the deepest part of the way to it that the file has. */
function lineAt(root: ParsedNode, keys: readonly (string | number)[], lines: LineCounter): number | undefined {
  let node: ParsedNode | null = root;
  let start: number | undefined = root.range[0];
  for (const key of keys) {
    if (isMap(node)) {
      const pair: { key: ParsedNode; value: ParsedNode | null } | undefined = (node as YAMLMap.Parsed).items.find((one) => isScalar(one.key) && (one.key.value === key || one.key.source === key));
      if (pair === undefined) break;
      start = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      node = (node.items[Number(key)] as ParsedNode | undefined) ?? null;
      start = node?.range[0] ?? start;
    } else break;
  }
  return start === undefined ? undefined : lines.linePos(start).line;
}
