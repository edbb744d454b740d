import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import canonicalize from 'canonicalize';
import { LineCounter, parseDocument, type Document as YamlDocument } from 'yaml';
import type { z } from 'zod';
import { clauseFile, packFile, rulesFile, type ClauseFile } from '#library/clause-file';
import { Faults, type Fault } from '#library/fault';
import type { BlockTemplate, ClauseTemplate, Library, PackInfo, Rule } from '#library/library';
import { linkTerms, type TermIndex } from '#library/link-terms';
import { checkLibrary } from '#library/check-library';
import { meaningOf, type Scope } from '#library/meaning';
import { readWords, type WrittenWords } from '#library/words';

/** The text files of one pack, by path from the pack's folder (`pack.yaml`, `clauses/notices/en.md`). */
export interface PackFiles {
  /** Shown in faults, such as `packs/base`. */
  folder: string;
  files: Readonly<Record<string, string>>;
}

/** A compiled library, or everything that keeps the packs from compiling. */
export type Compiled = { ok: true; library: Library } | { ok: false; faults: Fault[] };

/** One clause with the files that it was read from; later packs lay over earlier ones, block by block. */
interface Source {
  pack: string;
  folder: string;
  file: ClauseFile;
  words: Record<string, WrittenWords>;
  line: (path: (string | number)[]) => number;
}

/** Compiles packs, in the order given, into a Library. Nothing in a pack is ever executed. */
export function compile(packs: readonly PackFiles[]): Compiled {
  const faults = new Faults();
  const infos: PackInfo[] = [];
  const rules: Rule[] = [];
  const merged = new Map<string, Source[]>();
  for (const pack of packs) {
    const info = readYaml(pack, 'pack.yaml', packFile, faults)?.value;
    if (info === undefined) continue;
    if (info.extends !== null && !infos.some((known) => known.id === info.extends)) {
      faults.add(`${pack.folder}/pack.yaml`, 1, `This pack extends "${info.extends}", which was not read before it.`, 'Give the packs in the order in which they extend each other.');
    }
    infos.push(info);
    if (pack.files['rules.yaml'] !== undefined) {
      for (const rule of readYaml(pack, 'rules.yaml', rulesFile, faults)?.value ?? []) rules.push({ ...rule, pack: info.id });
    }
    for (const source of readClauses(pack, info.id, faults)) merged.set(source.file.id, [...(merged.get(source.file.id) ?? []), source]);
  }
  const terms: Library['terms'] = {};
  for (const [clause, sources] of merged) for (const source of sources) for (const [id, words] of Object.entries(source.file.terms)) terms[id] = { clause, words };
  const index = new Map<string, TermIndex>();
  const clauses = [...merged.values()].map((sources) => buildClause(sources, terms, index, faults));
  const ordered = order(clauses, merged, faults);
  const content = { packs: infos, clauses: ordered, terms, rules };
  if (faults.list.length === 0) checkLibrary(content, (clause, path) => locate(merged, clause, path), faults);
  if (faults.list.length > 0) return { ok: false, faults: faults.list };
  return { ok: true, library: { digest: digestOf(content), ...content } };
}

function digestOf(content: unknown): string {
  const text = canonicalize(content);
  if (text === undefined) throw new Error('a library must be plain data');
  return `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
}

function locate(merged: Map<string, Source[]>, clause: string, path: (string | number)[]): { file: string; line: number } {
  const sources = merged.get(clause) ?? [];
  const source = sources[sources.length - 1];
  return source === undefined ? { file: clause, line: 1 } : { file: `${source.folder}/clause.yaml`, line: source.line(path) };
}

interface ReadYaml<T> {
  value: T;
  line: (path: (string | number)[]) => number;
}

function readYaml<S extends z.ZodType>(pack: PackFiles, name: string, form: S, faults: Faults): ReadYaml<z.output<S>> | undefined {
  const file = `${pack.folder}/${name}`;
  const text = pack.files[name];
  if (text === undefined) {
    faults.add(file, 1, 'The file is missing.', 'Add it; the nearest pack or clause shows its form.');
    return undefined;
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, schema: 'core' });
  for (const error of document.errors) faults.add(file, error.linePos?.[0].line ?? 1, firstLine(error.message), 'Mend the YAML here.');
  if (document.errors.length > 0) return undefined;
  const line = (path: (string | number)[]): number => lineAt(document, counter, path);
  const result = form.safeParse(document.toJS({ maxAliasCount: 50 }));
  if (result.success) return { value: result.data, line };
  for (const issue of result.error.issues) {
    const path = issue.path as (string | number)[];
    faults.add(file, line(path), `${path.join('.') || 'the file'}: ${firstLine(issue.message)}.`, 'CONTRIBUTING.md lists the fields of this file.');
  }
  return undefined;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] as string).replace(/:?\s*$/, '').replace(/\.$/, '');
}

function lineAt(document: YamlDocument, counter: LineCounter, path: (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return counter.linePos(node.range[0]).line;
  }
  return 1;
}

function readClauses(pack: PackFiles, id: string, faults: Faults): Source[] {
  const sources: Source[] = [];
  for (const name of Object.keys(pack.files).sort()) {
    const match = /^clauses\/([^/]+)\/clause\.yaml$/.exec(name);
    if (match === null) continue;
    const folder = `clauses/${match[1]}`;
    const read = readYaml(pack, name, clauseFile, faults);
    if (read === undefined) continue;
    if (read.value.id !== match[1]) faults.add(`${pack.folder}/${name}`, read.line(['id']), `The clause is called "${read.value.id}" and its folder "${match[1]}".`, 'Give both the same name.');
    const words: Source['words'] = {};
    for (const other of Object.keys(pack.files)) {
      const language = new RegExp(`^${folder}/([a-z]{2})\\.md$`).exec(other)?.[1];
      if (language !== undefined) words[language] = readWords(pack.files[other] as string, `${pack.folder}/${other}`, faults);
    }
    if (words.en === undefined) faults.add(`${pack.folder}/${folder}/en.md`, 1, 'The clause has no English words.', 'Add en.md.');
    sources.push({ pack: id, folder: `${pack.folder}/${folder}`, file: read.value, words, line: read.line });
  }
  return sources;
}

/** Builds one clause from its base and the packs laid over it: same block = replaced, new = added after `after`, empty = removed. */
function buildClause(sources: Source[], terms: Library['terms'], index: Map<string, TermIndex>, faults: Faults): ClauseTemplate {
  const base = sources[0] as Source;
  const file = base.file;
  const clause: ClauseTemplate = {
    id: file.id,
    pack: (sources[sources.length - 1] as Source).pack,
    version: Math.max(...sources.map((source) => source.file.version)),
    part: file.part,
    required: file.required ?? { types: [], when: null },
    optional: file.optional ?? { types: [], when: null },
    slots: Object.assign({}, ...sources.map((source) => source.file.slots)) as Record<string, string>,
    positions: { by: null, of: ['balanced'] },
    heading: {},
    summaries: [],
    blocks: [],
    needs: file.needs.map((need) => (typeof need === 'string' ? { clause: need, position: null, when: null } : { clause: need.clause, position: need.position ?? null, when: need.when ?? null })),
    conflicts: file.conflicts,
    obligations: [],
    source: sources.flatMap((source) => source.file.source),
    review: file.review,
    paths: [],
  };
  if (Array.isArray(file.positions)) clause.positions = { by: null, of: file.positions };
  else if (file.positions !== undefined) clause.positions = file.positions;
  for (const source of sources) layOver(clause, source, source !== base, terms, index, faults);
  return clause;
}

function layOver(clause: ClauseTemplate, source: Source, over: boolean, terms: Library['terms'], index: Map<string, TermIndex>, faults: Faults): void {
  const yamlFile = `${source.folder}/clause.yaml`;
  for (const [lang, words] of Object.entries(source.words)) {
    const file = `${source.folder}/${lang}.md`;
    const scope: Scope = { clause, lang, file, terms, faults, repeat: null };
    if (!over || words.heading.length > 0) clause.heading[lang] = meaningOf(words.heading, 1, scope);
    for (const summary of words.summaries) {
      if (summary.block !== null && !words.blocks.some((block) => block.id === summary.block)) faults.add(file, summary.line, `The summary names the block "${summary.block}", which does not exist.`, 'Name a block of this clause.');
      clause.summaries.push({ kind: summary.kind, block: summary.block, lang, inline: meaningOf(summary.tokens, summary.line, { ...scope, summary: true }) });
    }
    for (const written of words.blocks) {
      const meta = source.file.blocks[written.id] ?? {};
      const existing = clause.blocks.find((block) => block.id === written.id);
      if (written.paragraphs.length === 0 && over) {
        clause.blocks = clause.blocks.filter((block) => block !== existing);
        continue;
      }
      if (existing !== undefined && existing.words[lang] !== undefined && !over) {
        faults.add(file, written.line, `The block "${written.id}" stands twice.`, 'Give each block its own name.');
        continue;
      }
      const block: BlockTemplate = existing ?? { id: written.id, schedule: written.id.startsWith('schedule-'), when: null, positions: null, repeat: null, words: {} };
      if (source.file.blocks[written.id] !== undefined || existing === undefined) {
        block.when = meta.when ?? null;
        block.positions = meta.position === undefined ? null : Array.isArray(meta.position) ? meta.position : [meta.position];
        block.repeat = meta.repeat ?? null;
      }
      const paragraphs = written.paragraphs.map((paragraph) => {
        const inside = { ...scope, repeat: block.repeat };
        if (paragraph.kind === 'table') {
          return { kind: 'table' as const, header: paragraph.header.map((cell) => meaningOf(cell, paragraph.line, scope)), rows: paragraph.rows.map((row) => row.map((cell) => meaningOf(cell, paragraph.line, { ...inside, table: true }))) };
        }
        const inline = meaningOf(paragraph.tokens, paragraph.line, inside);
        return paragraph.kind === 'item' ? { kind: 'item' as const, style: paragraph.style, inline } : { kind: paragraph.kind, inline };
      });
      block.words[lang] = linkTerms(paragraphs, lang, terms, index);
      if (existing === undefined) insert(clause, block, meta.after, yamlFile, source, faults);
    }
    for (const name of Object.keys(source.file.blocks)) {
      if (!words.blocks.some((block) => block.id === name)) faults.add(yamlFile, source.line(['blocks', name]), `The block "${name}" has no words in ${lang}.md.`, `Add a paragraph that opens with {#${name}}.`);
    }
  }
  for (const obligation of source.file.obligations) {
    const stated = obligation.block ?? obligation.id;
    const block = clause.blocks.find((one) => one.id === stated);
    clause.obligations.push({
      ...obligation,
      block: stated,
      repeat: obligation.repeat ?? block?.repeat ?? null,
      trigger: obligation.trigger ?? null,
      due: obligation.due ?? null,
      until: obligation.until ?? null,
      recurs: obligation.recurs ?? null,
      evidence: obligation.evidence ?? null,
      when: obligation.when ?? null,
    });
  }
}

function insert(clause: ClauseTemplate, block: BlockTemplate, after: string | undefined, file: string, source: Source, faults: Faults): void {
  if (after === undefined) {
    clause.blocks.push(block);
    return;
  }
  const at = clause.blocks.findIndex((one) => one.id === after);
  if (at < 0) faults.add(file, source.line(['blocks', block.id, 'after']), `"${block.id}" stands after "${after}", which does not exist.`, 'Name a block of the clause that this pack lays over.');
  clause.blocks.splice(at + 1, 0, block);
}

/** Sorts clauses so that each stands after the one it follows; those that follow the same clause stand in order of their ids. */
function order(clauses: ClauseTemplate[], merged: Map<string, Source[]>, faults: Faults): ClauseTemplate[] {
  const after = new Map<string, ClauseTemplate[]>();
  for (const clause of [...clauses].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const follows = merged.get(clause.id)?.[0]?.file.follows ?? '';
    if (follows !== '' && !merged.has(follows)) {
      const place = locate(merged, clause.id, ['follows']);
      faults.add(place.file, place.line, `The clause follows "${follows}", which does not exist.`, 'Name a clause of this pack or of one it extends.');
    }
    after.set(follows, [...(after.get(follows) ?? []), clause]);
  }
  const ordered: ClauseTemplate[] = [];
  const visit = (id: string): void => {
    for (const clause of after.get(id) ?? []) {
      ordered.push(clause);
      visit(clause.id);
    }
  };
  visit('');
  if (ordered.length < clauses.length && faults.list.length === 0) {
    const lost = clauses.find((clause) => !ordered.includes(clause)) as ClauseTemplate;
    const place = locate(merged, lost.id, ['follows']);
    faults.add(place.file, place.line, `"${lost.id}" follows itself through other clauses.`, 'Let one clause of the circle follow a clause outside it.');
  }
  const parts = ['front', 'body', 'back'];
  return parts.flatMap((part) => ordered.filter((clause) => clause.part === part));
}
