import type { Node } from 'prosemirror-model';
import { parse } from 'yaml';
import { schema, type AgreementAttrs, type ClausePart, type Document } from '#agreement/document/schema';
import { printDocument, textsOf, type PrintedText } from '#agreement/document/print';
import { numberDocument } from '#agreement/document/number';
import { boundValue } from '#agreement/facts/bound';
import { itemsAt, valueAt } from '#agreement/facts/read';
import { answersSchema, type Answers } from '#agreement/facts/schema/answers-file';
import { factAt, resolvePath } from '#agreement/facts/table';

/** What an example expects: a rule at words, at a fact, or at a whole clause. */
export type Mark = { rule: string } & ({ block: string; from: number; to: number } | { path: string } | { clause: string } | { agreement: true });

/** One example of a check's page, read. */
export interface Example {
  ok: boolean;
  /** The words after the colon, or the first line. */
  title: string;
  document: Document;
  answers: Answers | undefined;
  /** Ids of the clauses that the little library holds for it. */
  library: string[];
  today: string;
  marks: Mark[];
}

/** All examples of a page; the grammar is told in src/stages/inspect/README.md. Throws where an example does not follow it. */
export function examplesOf(page: string): Example[] {
  const part = page.split(/^## Examples$/m)[1];
  if (part === undefined) throw new Error('the page has no "## Examples"');
  const examples: Example[] = [];
  for (const piece of part.split(/^(?=(?:Not ok|Ok)(?::|$))/m).slice(1)) {
    const [head = '', ...rest] = piece.split('\n');
    const ok = head.startsWith('Ok');
    const yaml: string[] = [];
    const lines: string[] = [];
    let inYaml = false;
    for (const line of rest) {
      if (line.startsWith('```')) inYaml = line.startsWith('```yaml');
      else if (inYaml) yaml.push(line);
      else if (line.startsWith('    ')) lines.push(line.slice(4));
      else if (line.trim() !== '') throw new Error(`a line of an example is neither indented nor YAML: ${line}`);
    }
    examples.push(readExample(ok, head.replace(/^(?:Not ok|Ok):?\s*/, '') || (lines[0] ?? yaml[0] ?? ''), yaml, lines));
  }
  return examples;
}

function readExample(ok: boolean, title: string, yaml: string[], lines: string[]): Example {
  const settings = (yaml.length === 0 ? {} : (parse(yaml.join('\n')) as Record<string, unknown>)) ?? {};
  const { library = [], today = '2027-02-01', ...given } = settings;
  const answers = Object.keys(given).length === 0 ? undefined : answersFrom(given);
  const writer = new Writer(answers);
  const marks: (() => Mark)[] = [];
  for (const line of lines) {
    const caret = /^(\s*)(\^+) ([a-z-]+)$/.exec(line);
    const at = /^@ (agreement|clause ([a-z0-9-]+)|(\S+)) ([a-z-]+)$/.exec(line);
    if (caret !== null) {
      const from = (caret[1] as string).length;
      const mark = writer.markAt(from, from + (caret[2] as string).length);
      marks.push(() => ({ rule: caret[3] as string, ...mark() }));
    } else if (at !== null) {
      const rule = at[4] as string;
      marks.push(() => (at[1] === 'agreement' ? { rule, agreement: true } : at[2] !== undefined ? { rule, clause: at[2] } : { rule, path: at[3] as string }));
    } else writer.add(line);
  }
  const document = writer.document();
  return { ok, title, document, answers, library: library as string[], today: String(today), marks: marks.map((mark) => mark()) };
}

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];

/** Answers from the YAML of an example: `parties: 3`, `type`, and facts under dotted paths. */
function answersFrom(given: Record<string, unknown>): Answers {
  const { type, parties = 2, ...facts } = given;
  const list = typeof parties === 'number' ? names.slice(0, parties).map((id) => ({ id })) : (parties as { id: string }[]);
  const answers: Record<string, unknown> = {
    entente: 1,
    type,
    parties: list.map((party, index) => {
      const name = party.id.charAt(0).toUpperCase() + party.id.slice(1);
      const complete = { legalName: `${name} GmbH`, shortName: name, kind: 'company', legalForm: 'GmbH', seat: 'DE', registryIds: [{ id: 'hrb', scheme: 'register', register: 'Munich', number: `HRB ${1000 + index}` }], ...party };
      // `seat: null` takes an answer away.
      return Object.fromEntries(Object.entries(complete).filter(([, value]) => value !== null));
    }),
    facts: {},
  };
  for (const [path, value] of Object.entries(facts)) put(answers, path, value);
  return answersSchema.parse(answers);
}

function put(answers: Record<string, unknown>, path: string, value: unknown): void {
  const steps = resolvePath(path)?.steps;
  if (steps === undefined) {
    // A whole group may be given at once.
    (answers.facts as Record<string, unknown>)[path] = value;
    return;
  }
  let target: unknown = answers;
  steps.forEach((step, index) => {
    const next = steps[index + 1];
    const last = next === undefined;
    if ('item' in step) {
      const list = target as { id: string }[];
      let item = list.find((one) => one.id === step.item);
      if (item === undefined) list.push((item = { id: step.item }));
      target = item;
      return;
    }
    const record = target as Record<string, unknown>;
    const key = 'field' in step ? step.field : step.entry;
    if (last) record[key] = value;
    else target = record[key] ??= 'item' in next ? [] : {};
  });
}

interface Piece {
  /** Columns of the line that the node was written in. */
  from: number;
  to: number;
  node: Node;
}

interface Line {
  /** Id of the text that the line became, and the pieces of each cell or of the one text. */
  texts: { id: string; pieces: Piece[] }[];
  /** The clause, where the line is a heading. */
  clause: string | null;
}

interface Draft {
  kind: 'clause' | 'schedule';
  id: string;
  part: ClausePart;
  library: string | null;
  edited: boolean;
  position: string | null;
  owner: string;
  heading: Node[];
  blocks: Node[];
  /** The same in French, as far as lines `fr: …` stand under the English ones. */
  french: { heading: Node[] | undefined; blocks: Node[] };
}

/** Writes a Document line by line. */
class Writer {
  readonly #drafts: Draft[] = [];
  #line: Line | undefined;
  #rows: Node[] | undefined;
  #count = 0;
  #printed: Map<string, PrintedText> | undefined;

  constructor(private readonly answers: Answers | undefined) {}

  add(line: string): void {
    if (line.trim() === '') return;
    if (line.startsWith('fr: ')) return this.#french(line.slice(4));
    const table = /^\|(.+)\|$/.exec(line);
    if (table !== null) return this.#row(line);
    this.#rows = undefined;
    const tag = / \{#([a-z0-9.-]+)((?: [a-z-]+(?:=[a-z-]+)?)*)\}$/.exec(line);
    const id = tag?.[1];
    const words = tag === null ? line : line.slice(0, tag.index);
    const options = (tag?.[2] ?? '').trim().split(' ');
    const front = /^# (?=\S)/.exec(words);
    const schedule = /^Schedule ([A-Z])[.:] /.exec(words);
    const heading = /^(\d+)\. (?=\S)/.exec(words);
    if (front !== null || heading !== null || schedule !== null) {
      const kind = schedule === null ? 'clause' : 'schedule';
      const counted = this.#drafts.filter((draft) => draft.kind === kind && draft.part !== 'front').length + 1;
      const label = schedule !== null ? String.fromCharCode(64 + counted) === schedule[1] : heading === null || Number(heading[1]) === counted;
      const prefix = label ? (front ?? schedule ?? heading)![0].length : 0;
      const clause = this.#drafts.filter((draft) => draft.kind === 'clause').at(-1);
      const pieces = this.#pieces(words, prefix);
      const draft: Draft = {
        kind,
        id: id ?? `${kind}-${this.#drafts.length + 1}`,
        part: front === null ? 'body' : 'front',
        library: id !== undefined && kind === 'clause' && !options.includes('own') ? id : null,
        edited: options.includes('edited'),
        position: options.find((option) => option.startsWith('position='))?.slice(9) ?? null,
        owner: options.find((option) => option.startsWith('of='))?.slice(3) ?? clause?.id ?? '',
        heading: pieces.map((piece) => piece.node),
        blocks: [],
        french: { heading: undefined, blocks: [] },
      };
      this.#drafts.push(draft);
      this.#line = { texts: [{ id: `${draft.id}#heading`, pieces }], clause: draft.id };
      return;
    }
    const draft = this.#current();
    const numbered = draft.blocks.filter((block) => block.type.name === 'paragraph' && block.attrs.numbered === true).length + 1;
    const clauseNumber = this.#drafts.filter((one) => one.kind === 'clause' && one.part !== 'front').length;
    const paragraph = /^(\d+)\.(\d+) (?=\S)/.exec(words);
    const item = /^\(([a-z]|\d+)\) (?=\S)/.exec(words);
    const blockId = id ?? `${draft.id}.p${(this.#count += 1)}`;
    const signature = /^For ([a-z]+): /.exec(words);
    let node: (content: Node[]) => Node;
    let prefix = 0;
    if (paragraph !== null) {
      if (Number(paragraph[1]) === clauseNumber && Number(paragraph[2]) === numbered) prefix = paragraph[0].length;
      node = (content) => schema.nodes.paragraph!.create({ id: blockId, numbered: true }, content);
    } else if (item !== null) {
      const style = /\d/.test(item[1] as string) ? 'number' : 'letter';
      let before = 0;
      for (let index = draft.blocks.length - 1; index >= 0 && draft.blocks[index]!.type.name === 'item'; index -= 1) before += 1;
      const due = style === 'number' ? String(before + 1) : String.fromCharCode(97 + before);
      if (item[1] === due) prefix = item[0].length;
      node = (content) => schema.nodes.item!.create({ id: blockId, style }, content);
    } else if (signature !== null) {
      node = (content) => schema.nodes.signature!.create({ id: blockId, party: signature[1] }, content);
    } else node = (content) => schema.nodes.paragraph!.create({ id: blockId, numbered: false }, content);
    const pieces = this.#pieces(words, prefix);
    draft.blocks.push(node(pieces.map((piece) => piece.node)));
    this.#line = { texts: [{ id: blockId, pieces }], clause: null };
  }

  /** The French version of the line just written: under a heading its heading, else a block of the same id. */
  #french(words: string): void {
    const draft = this.#current();
    const content = this.#pieces(words, 0).map((piece) => piece.node);
    const block = draft.blocks.at(-1);
    if (block === undefined) draft.french.heading = content;
    else draft.french.blocks.push(block.type.create(block.attrs, content));
  }

  #current(): Draft {
    const last = this.#drafts.at(-1);
    if (last !== undefined) return last;
    const draft: Draft = { kind: 'clause', id: 'clause-1', part: 'body', library: null, edited: false, position: null, owner: '', heading: [schema.text('Clause')], blocks: [], french: { heading: undefined, blocks: [] } };
    this.#drafts.push(draft);
    return draft;
  }

  #row(line: string): void {
    const draft = this.#current();
    if (/^\|[-| ]+\|$/.test(line)) return;
    if (this.#rows === undefined) {
      this.#rows = [];
      draft.blocks.push(schema.nodes.table!.create({ id: `${draft.id}.t${(this.#count += 1)}` }, [schema.nodes.row!.create({ id: 'x' }, [schema.nodes.cell!.create()])]));
    }
    const id = `${draft.id}.r${(this.#count += 1)}`;
    const texts: Line['texts'] = [];
    let column = 1;
    for (const cell of line.slice(1, -1).split('|')) {
      const lead = cell.length - cell.trimStart().length;
      const padded = ' '.repeat(column + lead) + cell.trim();
      texts.push({ id: `${id}.${texts.length + 1}`, pieces: cell.trim() === '' ? [] : this.#pieces(padded, column + lead) });
      column += cell.length + 1;
    }
    const cells = texts.map((text) => schema.nodes.cell!.create(null, text.pieces.map((piece) => piece.node)));
    this.#rows.push(schema.nodes.row!.create({ id, header: this.#rows.length === 0 }, cells));
    const table = draft.blocks.at(-1)!;
    draft.blocks[draft.blocks.length - 1] = schema.nodes.table!.create(table.attrs, this.#rows);
    this.#line = { texts, clause: null };
  }

  /** Words, `**bold**`, and slots: `{path}`, `{path|format}`, `{path|format=value}`, `{?path}`, `{ref:id}`, `{term:id words}`, `{def:id words}`, `{person:path}`. */
  #pieces(line: string, start: number): Piece[] {
    const pieces: Piece[] = [];
    const pattern = /\{((?:[^{}]|\{[^{}]*\})+)\}|\*\*([^*]+)\*\*/g;
    pattern.lastIndex = start;
    let last = start;
    const push = (from: number, to: number, node: Node): void => void pieces.push({ from, to, node });
    for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
      if (match.index > last) push(last, match.index, schema.text(line.slice(last, match.index)));
      last = match.index + match[0].length;
      if (match[2] !== undefined) push(match.index, last, schema.text(match[2], [schema.mark('strong')]));
      else push(match.index, last, this.#slot(match[1] as string));
    }
    if (line.length > last) push(last, line.length, schema.text(line.slice(last)));
    return pieces;
  }

  #slot(slot: string): Node {
    const special = /^(ref|term|def|person):(\S+)(?: (.+))?$/.exec(slot);
    if (special?.[1] === 'ref') return schema.nodes.ref!.create({ id: special[2] });
    if (special?.[1] === 'person') return schema.nodes.person!.create({ id: special[2] });
    if (special !== null) return schema.nodes.term!.create({ id: special[2], words: special[3], defines: special[1] === 'def' });
    if (slot.startsWith('?')) return schema.nodes.blank!.create({ path: slot.slice(1) });
    const [, path = '', format, stale] = /^([^|=]+)(?:\|([a-z-]+)(?:=(.+))?)?$/.exec(slot) ?? [];
    const chosen = format ?? factAt(path)?.format ?? 'text';
    const answers = this.answers;
    const value: unknown =
      stale !== undefined ? parse(stale) : answers === undefined ? undefined : boundValue(path, chosen, { value: (at) => valueAt(answers, at), items: (at) => itemsAt(answers, at) });
    if (value === undefined) throw new Error(`the example gives no value for {${slot}}`);
    return schema.nodes.fact!.create({ path, value, format: chosen });
  }

  /** The words over the carets as a mark on the line just written. */
  markAt(from: number, to: number): () => { block: string; from: number; to: number } | { clause: string } {
    const line = this.#line;
    if (line === undefined) throw new Error('carets without a line above them');
    return () => {
      for (const { id, pieces } of line.texts) {
        const start = pieces.findIndex((piece) => from >= piece.from && from < piece.to);
        const end = pieces.findIndex((piece) => to > piece.from && to <= piece.to);
        if (start < 0 && end < 0) continue;
        if (start < 0 || end < 0) throw new Error(`the carets reach over the end of ${id}`);
        return { block: id, from: this.#offset(id, start, pieces, from, false), to: this.#offset(id, end, pieces, to, true) };
      }
      if (line.clause !== null) return { clause: line.clause };
      throw new Error('the carets stand under no words');
    };
  }

  #offset(id: string, index: number, pieces: Piece[], column: number, end: boolean): number {
    const run = this.#texts().get(id)?.runs[index];
    const piece = pieces[index] as Piece;
    if (run === undefined) throw new Error(`no text ${id}`);
    if (run.kind === 'words' && run.strong !== true) return run.from + (column - piece.from);
    if (run.strong === true) return run.from + Math.min(Math.max(column - piece.from - 2, 0), run.text.length);
    // A defined term is marked without the quotes that it prints with.
    const inner = run.kind === 'definition' ? 1 : 0;
    return run.from + (end ? run.text.length - inner : inner);
  }

  #texts(): Map<string, PrintedText> {
    this.#printed ??= new Map(printDocument(this.document()).sections.flatMap((section) => [...textsOf(section)].map((text) => [text.id, text] as const)));
    return this.#printed;
  }

  document(): Document {
    const parties = this.answers?.parties ?? [];
    const attrs: AgreementAttrs = {
      type: this.answers?.type ?? null,
      title: 'Example',
      languages: this.#drafts.some((draft) => draft.french.heading !== undefined) ? ['en', 'fr'] : ['en'],
      parties: parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null })),
      library: null,
    };
    const sorted = [...this.#drafts.filter((draft) => draft.kind === 'clause'), ...this.#drafts.filter((draft) => draft.kind === 'schedule')];
    const document = schema.nodes.agreement!.create(attrs, sorted.map((draft) => {
      const english = schema.nodes.wording!.create({ lang: 'en' }, [schema.nodes.heading!.create(null, draft.heading), ...draft.blocks]);
      const { heading, blocks } = draft.french;
      const wording = heading === undefined ? english : [english, schema.nodes.wording!.create({ lang: 'fr' }, [schema.nodes.heading!.create(null, heading), ...blocks])];
      if (draft.kind === 'schedule') return schema.nodes.schedule!.create({ id: draft.id, clause: draft.owner }, wording);
      const clause = { id: draft.id, part: draft.part, library: draft.library, version: null, position: draft.position, answers: [], obligations: [], edited: draft.edited };
      return schema.nodes.clause!.create(clause, wording);
    }));
    document.check();
    numberDocument(document);
    return document;
  }
}
