import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document as YamlDocument } from 'yaml';
import type { z } from 'zod';
import { clauseFile, packFile, rulesFile, type ClauseFile } from '#library/clause-file';
import { Faults, type Fault } from '#library/fault';
import type { BlockTemplate, ClauseTemplate, Library, PackInfo, Rule } from '#library/library';
import { linkTerms, type TermIndex } from '#library/link-terms';
import { checkLibrary, inlinesOf, obligationWords } from '#library/check-library';
import { meaningOf, type Reference, type Scope } from '#library/meaning';
import { readPlainYaml } from '#library/plain-yaml';
import { checkTranslation } from '#library/translation';
import { readWords, type WrittenBlock, type WrittenWords } from '#library/words';

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
  line: (path: Path) => number;
  has: (path: Path) => boolean;
}

/** A place within a YAML file. */
export type Path = readonly (string | number)[];

/** A pack as it was read: parsed once, however many libraries it is compiled into. */
interface ReadPack {
  folder: string;
  info: PackInfo | undefined;
  rules: Rule[];
  sources: Source[];
  faults: Fault[];
}

const readPacks = new WeakMap<PackFiles, ReadPack>();

function readPack(pack: PackFiles): ReadPack {
  let read = readPacks.get(pack);
  if (read === undefined) {
    const faults = new Faults();
    const info = readYaml(pack, 'pack.yaml', packFile, faults)?.value;
    read = { folder: pack.folder, info, rules: info === undefined ? [] : readRules(pack, info.id, faults), sources: info === undefined ? [] : readClauses(pack, info.id, faults), faults: faults.list };
    readPacks.set(pack, read);
  }
  return read;
}

/** What a pack says of itself; undefined where its `pack.yaml` cannot be read, which compiling it tells. */
export function packInfo(pack: PackFiles): PackInfo | undefined {
  return readPack(pack).info;
}

/** The rules of a pack. Two that count on the same day under one name contradict each other and are refused. */
function readRules(pack: PackFiles, id: string, faults: Faults): Rule[] {
  if (pack.files['rules.yaml'] === undefined) return [];
  const read = readYaml(pack, 'rules.yaml', rulesFile, faults);
  const file = `${pack.folder}/rules.yaml`;
  const rules: Rule[] = [];
  for (const [at, rule] of (read?.value ?? []).entries()) {
    const line = (...path: Path): number => read?.line([at, ...path]) ?? 1;
    if (endsBefore(rule)) faults.add(file, line('until'), `The rule "${rule.id}" ends on ${rule.until}, before it starts on ${rule.from}.`, 'Correct one of the two dates.');
    const other = rules.find((known) => known.id === rule.id && overlap(known, rule));
    if (other !== undefined) faults.add(file, line('id'), `The rule "${rule.id}" stands twice for ${sharedTime(other, rule)}.`, 'Give the older one an "until" before the "from" of the newer one, or each its own id.');
    rule.values.forEach((value, index) => {
      if (endsBefore(value)) faults.add(file, line('values', index, 'until'), `"${value.key}" of the rule "${rule.id}" ends on ${value.until}, before it starts on ${value.from}.`, 'Correct one of the two dates.');
      const before = rule.values.slice(0, index).find((known) => known.key === value.key && overlap(known, value));
      if (before !== undefined) faults.add(file, line('values', index, 'key'), `"${value.key}" of the rule "${rule.id}" has two values for ${sharedTime(before, value)}.`, 'Give the older one an "until" before the "from" of the newer one.');
    });
    rules.push({ ...rule, pack: id });
  }
  return rules;
}

/** A time with its first and last day, null without that end. ISO dates compare as texts. */
interface Span {
  from: string | null;
  until: string | null;
}

const endsBefore = ({ from, until }: Span): boolean => from !== null && until !== null && until < from;
const overlap = (a: Span, b: Span): boolean => (a.until === null || b.from === null || b.from <= a.until) && (b.until === null || a.from === null || a.from <= b.until);

/** "every day", "1 May 2026 and later": the days that two spans share. */
function sharedTime(a: Span, b: Span): string {
  const from = [a.from, b.from].reduce((x, y) => (x === null ? y : y === null || y < x ? x : y));
  const until = [a.until, b.until].reduce((x, y) => (x === null ? y : y === null || y > x ? x : y));
  if (from === null) return until === null ? 'every day' : `the days up to ${until}`;
  return until === null ? `the days starting on ${from}` : from === until ? from : `the days ${from} to ${until}`;
}

/** Takes packs in order: each stands after the one it extends, and no rule has the same id in two of them. */
function takePacks(packs: readonly PackFiles[], known: readonly ReadPack[], faults: Faults): ReadPack[] {
  const taken: ReadPack[] = [];
  for (const pack of packs) {
    const read = readPack(pack);
    for (const fault of read.faults) faults.list.push(fault);
    const { info } = read;
    if (info === undefined) continue;
    const before = [...known, ...taken];
    if (info.extends !== null && !before.some((one) => one.info?.id === info.extends)) {
      faults.add(`${pack.folder}/pack.yaml`, 1, `This pack extends "${info.extends}", which was not read before it.`, 'Give the packs in the order in which they extend each other.');
    }
    if (before.some((one) => one.info?.id === info.id)) faults.add(`${pack.folder}/pack.yaml`, 1, `There are two packs called "${info.id}".`, 'Give each pack its own id.');
    for (const id of new Set(read.rules.map((rule) => rule.id))) {
      const other = before.find((one) => one.rules.some((rule) => rule.id === id));
      if (other !== undefined) faults.add(`${pack.folder}/rules.yaml`, 1, `The rule "${id}" stands in ${other.folder}, too.`, 'Give each rule an id of its own.');
    }
    taken.push(read);
  }
  return taken;
}

/**
 * Compiles packs, in the order given, into a Library: each lays its words over those before it. Of the packs in `lookedAt`, in order too,
 * only the rules are taken. Nothing in a pack is ever executed.
 */
export function compile(packs: readonly PackFiles[], lookedAt: readonly PackFiles[] = []): Compiled {
  const faults = new Faults();
  const read = takePacks(packs, [], faults);
  const beside = takePacks(lookedAt, read, faults);
  const merged = new Map<string, Source[]>();
  for (const source of read.flatMap((one) => one.sources)) merged.set(source.file.id, [...(merged.get(source.file.id) ?? []), source]);
  const terms: Library['terms'] = {};
  for (const [clause, sources] of merged) for (const source of sources) for (const [id, words] of Object.entries(source.file.terms)) {
    const known = Object.hasOwn(terms, id) ? terms[id] : undefined;
    if (known !== undefined && known.clause !== clause) faults.add(`${source.folder}/clause.yaml`, source.line(['terms', id]), `The term "${id}" is defined by the clause ${known.clause} too.`, 'A term has one definition: delete one of them.');
    terms[id] = { clause, words };
  }
  const building: Building = { terms, index: new Map(), references: [], faults };
  const words = JSON.stringify(terms);
  const clauses = [...merged.values()].map((sources) => (sources.length === 1 ? sharedClause(sources[0] as Source, words, building) : buildClause(sources, building)));
  const ordered = order(clauses, merged, faults);
  const content = { packs: infosOf(read), clauses: ordered, terms, rules: read.flatMap((one) => one.rules) };
  if (faults.list.length === 0) checkLibrary({ ...content, lookedAt: [] }, building.references, (clause, path) => locate(merged, clause, path), faults);
  if (faults.list.length > 0) return { ok: false, faults: faults.list };
  return { ok: true, library: lookAt({ digest: digestOf(content), ...content, lookedAt: [] }, beside) };
}

/** The same words, with the rules of more packs: such libraries share their clauses. */
export function withRulesOf(library: Library, packs: readonly PackFiles[], lookedAt: readonly PackFiles[]): Compiled {
  const faults = new Faults();
  const beside = takePacks(lookedAt, takePacks(packs, [], new Faults()), faults);
  return faults.list.length > 0 ? { ok: false, faults: faults.list } : { ok: true, library: lookAt(library, beside) };
}

function lookAt(library: Library, beside: readonly ReadPack[]): Library {
  return beside.length === 0 ? library : { ...library, lookedAt: infosOf(beside), rules: [...library.rules, ...beside.flatMap((one) => one.rules)] };
}

const infosOf = (packs: readonly ReadPack[]): PackInfo[] => packs.flatMap((one) => (one.info === undefined ? [] : [one.info]));

const clauseDigests = new WeakMap<ClauseTemplate, string>();

/** Over the digests of the clauses, each of which is worked out once: libraries share the clauses that read alike. */
function digestOf({ clauses, ...rest }: Pick<Library, 'packs' | 'clauses' | 'terms' | 'rules'>): string {
  const digests = clauses.map((clause) => {
    let digest = clauseDigests.get(clause);
    if (digest === undefined) clauseDigests.set(clause, (digest = sha256Of(clause)));
    return digest;
  });
  return sha256Of({ ...rest, clauses: digests });
}

/** What is compiled is made in one order of its fields, so that its JSON is the same for the same files. */
function sha256Of(content: unknown): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(JSON.stringify(content))))}`;
}

/** Where a field of a clause stands: in the last pack that says something about it. */
function locate(merged: Map<string, Source[]>, clause: string, path: Path): { file: string; line: number } {
  const sources = merged.get(clause) ?? [];
  const source = sources.findLast((one) => one.has(path)) ?? sources[0];
  return source === undefined ? { file: clause, line: 1 } : { file: `${source.folder}/clause.yaml`, line: source.line(path) };
}

/** A YAML file of a pack that was read, and where its fields stand. */
export interface ReadYaml<T> {
  value: T;
  line: (path: Path) => number;
  has: (path: Path) => boolean;
}

/** Reads and checks a YAML file of a pack; faults say the line. What a reader could not see (aliases, tags) is refused. */
export function readYaml<S extends z.ZodType>(pack: PackFiles, name: string, form: S, faults: Faults): ReadYaml<z.output<S>> | undefined {
  const file = `${pack.folder}/${name}`;
  const text = pack.files[name];
  if (text === undefined) {
    faults.add(file, 1, 'The file is missing.', 'Add it; the nearest pack or clause shows its form.');
    return undefined;
  }
  const plain = readPlainYaml(text);
  const read = plain === undefined ? undefined : form.safeParse(plain);
  if (read?.success === true) return { value: read.data, ...laterIn(text) };
  // What is not plain, and what has a fault to be told with its line.
  const counter = new LineCounter();
  const lineOf = (at: number): number => counter.linePos(at).line;
  let document: YamlDocument;
  let content: unknown;
  try {
    document = parseDocument(text, { lineCounter: counter, schema: 'core', prettyErrors: false });
    for (const error of document.errors) {
      // The parser tells an exhausted stack as an error of the file.
      if (error.message.includes('call stack')) throw new RangeError(error.message);
      faults.add(file, lineOf(error.pos[0]), `${firstLine(error.message)}.`, 'Mend the YAML here.');
    }
    if (document.errors.length > 0 || refuseHidden(document, file, lineOf, faults)) return undefined;
    content = document.toJS();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.add(file, 1, 'The file is nested too deeply to be read.', 'A pack file needs ten levels.');
    return undefined;
  }
  const line = (path: Path): number => lineAt(document, counter, path);
  const result = form.safeParse(content);
  if (result.success) return { value: result.data, ...laterIn(text) };
  for (const issue of result.error.issues) {
    const path = issue.path as (string | number)[];
    const extra = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of extra) faults.add(file, line([...path, key]), `"${key}" is not a field of ${path.join('.') || 'this file'}.`, 'CONTRIBUTING.md lists the fields of this file.');
    if (extra.length === 0) faults.add(file, line(path), `${path.join('.') || 'the file'}: ${firstLine(issue.message)}.`, 'CONTRIBUTING.md lists the fields of this file.');
  }
  return undefined;
}

/** Lines of a file that was read: parsed again when a fault asks, because keeping what the parser made would take far more memory than the library. Faults told in one go share it. */
function laterIn(text: string): Pick<ReadYaml<unknown>, 'line' | 'has'> {
  let held: WeakRef<{ document: YamlDocument; counter: LineCounter }> | undefined;
  const again = (): { document: YamlDocument; counter: LineCounter } => {
    const known = held?.deref();
    if (known !== undefined) return known;
    const counter = new LineCounter();
    const parsed = { document: parseDocument(text, { lineCounter: counter, schema: 'core', prettyErrors: false }), counter };
    held = new WeakRef(parsed);
    return parsed;
  };
  return {
    line: (path) => {
      const { document, counter } = again();
      return lineAt(document, counter, path);
    },
    has: (path) => again().document.hasIn(path),
  };
}

/** A half of a surrogate pair, which no file can hold as UTF-8. */
const halfLetter = /\p{Surrogate}/u;

/** Refuses what a reader of the file would not see or could not hold: repeated parts, tags, endless numbers. */
function refuseHidden(document: YamlDocument, file: string, lineOf: (at: number) => number, faults: Faults): boolean {
  const before = faults.list.length;
  visit(document, (_key, node) => {
    if (!isNode(node)) return;
    const line = lineOf(node.range?.[0] ?? 0);
    if (isAlias(node) || node.anchor !== undefined) faults.add(file, line, 'The file repeats a part of itself by "&" and "*".', 'Write the part out at each place.');
    else if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) faults.add(file, line, `The tag "${node.tag}" has no meaning here.`, 'Write the plain value.');
    else if (isScalar(node) && typeof node.value === 'string' && halfLetter.test(node.value)) faults.add(file, line, 'This text holds half a letter.', 'Write the whole letter.');
    else if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) faults.add(file, line, 'This number has no end.', 'Write a number with digits.');
  });
  return faults.list.length > before;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] as string).replace(/:?\s*$/, '').replace(/\.$/, '');
}

/** The line of a field's name, or of the nearest thing above it that is there. */
function lineAt(document: YamlDocument, counter: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const above = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1] as string | number;
    const key = isMap(above) ? above.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(name))?.key : isSeq(above) ? above.items[Number(name)] : undefined;
    if (isNode(key) && key.range) return counter.linePos(key.range[0]).line;
  }
  return 1;
}

function readClauses(pack: PackFiles, id: string, faults: Faults): Source[] {
  const sources: Source[] = [];
  // In the order of their names, so that the digest does not depend on how a disk lists them.
  const names = Object.keys(pack.files).sort();
  const languages = new Map<string, string[]>();
  for (const name of names) {
    const [, folder, language] = /^(clauses\/[^/]+)\/([a-z]{2})\.md$/.exec(name) ?? [];
    if (folder !== undefined && language !== undefined) languages.set(folder, [...(languages.get(folder) ?? []), language]);
  }
  for (const name of names) {
    const match = /^clauses\/([^/]+)\/clause\.yaml$/.exec(name);
    if (match === null) continue;
    const folder = `clauses/${match[1]}`;
    const read = readYaml(pack, name, clauseFile, faults);
    if (read === undefined) continue;
    if (read.value.id !== match[1]) faults.add(`${pack.folder}/${name}`, read.line(['id']), `The clause is called "${read.value.id}" and its folder "${match[1]}".`, 'Give both the same name.');
    const words: Source['words'] = {};
    for (const language of languages.get(folder) ?? []) {
      const other = `${folder}/${language}.md`;
      const text = pack.files[other] as string;
      if (halfLetter.test(text)) faults.add(`${pack.folder}/${other}`, 1, 'The file holds half a letter.', 'Save it as UTF-8.');
      else words[language] = readWords(text, `${pack.folder}/${other}`, faults, language);
    }
    sources.push({ pack: id, folder: `${pack.folder}/${folder}`, file: read.value, words, line: read.line, has: read.has });
  }
  return sources;
}

/** What all clauses are built with. */
interface Building {
  terms: Library['terms'];
  index: Map<string, TermIndex>;
  references: Reference[];
  faults: Faults;
}

const shared = new WeakMap<Source, { words: string; clause: ClauseTemplate; references: readonly Reference[] }>();

/** A clause that no pack lays over: built once for the same defined terms, and the same object in every library. */
function sharedClause(source: Source, words: string, building: Building): ClauseTemplate {
  const known = shared.get(source);
  if (known?.words === words) {
    building.references.push(...known.references);
    return known.clause;
  }
  const [faultsBefore, before] = [building.faults.list.length, building.references.length];
  const clause = buildClause([source], building);
  if (building.faults.list.length === faultsBefore) shared.set(source, { words, clause, references: building.references.slice(before) });
  return clause;
}

/** Builds one clause from its base and the packs laid over it: same block = replaced, new = added after `after`, empty = removed. */
function buildClause(sources: Source[], building: Building): ClauseTemplate {
  const base = sources[0] as Source;
  const file = base.file;
  const clause: ClauseTemplate = {
    id: file.id,
    pack: (sources[sources.length - 1] as Source).pack,
    version: Math.max(...sources.map((source) => source.file.version)),
    part: file.part,
    required: { types: [], when: null },
    optional: { types: [], when: null },
    slots: Object.assign({}, ...sources.map((source) => source.file.slots)) as Record<string, string>,
    positions: { by: null, of: ['balanced'] },
    heading: {},
    summaries: [],
    blocks: [],
    needs: sources.flatMap((source) => source.file.needs).map((need) => (typeof need === 'string' ? { clause: need, position: null, when: null } : { clause: need.clause, position: need.position ?? null, when: need.when ?? null })),
    conflicts: sources.flatMap((source) => source.file.conflicts),
    obligations: [],
    source: sources.flatMap((source) => source.file.source),
    review: null,
    translations: {},
    paths: [],
  };
  if (base.words.en === undefined) building.faults.add(`${base.folder}/en.md`, 1, 'The clause has no English words.', 'Add en.md.');
  for (const source of sources) {
    clause.required = source.file.required ?? clause.required;
    clause.optional = source.file.optional ?? clause.optional;
    clause.review = source.file.review ?? clause.review;
    if (source.file.positions !== undefined) clause.positions = Array.isArray(source.file.positions) ? { by: null, of: source.file.positions } : source.file.positions;
    if (source !== base && source.file.follows !== undefined) building.faults.add(`${source.folder}/clause.yaml`, source.line(['follows']), 'A pack that lays over a clause cannot move it.', `Delete "follows"; the place of the clause is set in ${base.folder}.`);
    layOver(clause, source, source !== base, building);
  }
  dropStaleLanguages(clause, sources);
  for (const block of clause.blocks) {
    for (const lang of Object.keys(clause.heading)) {
      if (block.words[lang] === undefined) building.faults.add(`${base.folder}/${lang}.md`, 1, `The block "${block.id}" has no words in ${lang}.md.`, `Add a paragraph that opens with {#${block.id}}.`);
    }
  }
  for (const lang of Object.keys(clause.heading)) {
    if (lang === 'en') continue;
    const reviews = sources.flatMap((source) => (source.words[lang] === undefined ? [] : [source.words[lang].translates?.review ?? null]));
    clause.translations[lang] = reviews.includes(null) ? null : reviews.join(', ');
    for (const source of sources) checkTranslation(clause, source, lang, building);
  }
  if (sources.length > 1) dropUnusedSlots(clause, base);
  return clause;
}

/** Where a pack changes words in English only, the clause has no other language: two languages must not say two things. */
function dropStaleLanguages(clause: ClauseTemplate, sources: readonly Source[]): void {
  const stale = Object.keys(clause.heading).filter((lang) => sources.slice(1).some((source) => source.words.en !== undefined && source.words[lang] === undefined));
  for (const lang of stale) {
    delete clause.heading[lang];
    for (const block of clause.blocks) delete block.words[lang];
  }
  clause.summaries = clause.summaries.filter((summary) => !stale.includes(summary.lang));
}

/** A slot that only a removed block used goes with it. */
function dropUnusedSlots(clause: ClauseTemplate, base: Source): void {
  const used = new Set<string>(clause.obligations.flatMap(obligationWords));
  for (const inline of inlinesOf(clause)) if ('slot' in inline) used.add(inline.slot);
  for (const name of Object.keys(base.file.slots)) if (!used.has(name)) delete clause.slots[name];
}

function layOver(clause: ClauseTemplate, source: Source, over: boolean, building: Building): void {
  const { terms, index, faults, references } = building;
  const yamlFile = `${source.folder}/clause.yaml`;
  for (const [lang, words] of Object.entries(source.words)) {
    const file = `${source.folder}/${lang}.md`;
    const scope: Scope = { clause, lang, file, terms, faults, references, repeat: null };
    if (words.heading.length > 0) clause.heading[lang] = meaningOf(words.heading, words.headingLine, scope);
    else if (!over) faults.add(file, 1, 'The clause has no heading.', 'Start the file with "# " and a short noun phrase.');
    for (const summary of words.summaries) {
      if (summary.block !== null && !words.blocks.some((block) => block.id === summary.block)) faults.add(file, summary.line, `The summary names the block "${summary.block}", which does not exist.`, 'Name a block of this clause.');
      clause.summaries.push({ kind: summary.kind, block: summary.block, lang, inline: meaningOf(summary.tokens, summary.line, { ...scope, summary: true }) });
    }
    const seen = new Set<string>();
    for (const written of words.blocks) {
      if (seen.has(written.id)) {
        faults.add(file, written.line, `The block "${written.id}" stands twice.`, 'Give each block its own name.');
        continue;
      }
      seen.add(written.id);
      layBlock(clause, source, over, written, scope, index);
    }
    for (const name of Object.keys(source.file.blocks)) {
      if (!seen.has(name)) faults.add(yamlFile, source.line(['blocks', name]), `The block "${name}" has no words in ${lang}.md.`, `Add a paragraph that opens with {#${name}}.`);
    }
  }
  for (const obligation of source.file.obligations) {
    const stated = obligation.block ?? obligation.id;
    const block = clause.blocks.find((one) => one.id === stated);
    const filled = {
      ...obligation,
      block: stated,
      repeat: obligation.repeat ?? block?.repeat ?? null,
      trigger: obligation.trigger ?? null,
      due: obligation.due ?? null,
      until: obligation.until ?? null,
      recurs: obligation.recurs ?? null,
      evidence: obligation.evidence ?? null,
      when: obligation.when ?? null,
    };
    const known = clause.obligations.findIndex((one) => one.id === obligation.id);
    if (known < 0) clause.obligations.push(filled);
    else if (over) clause.obligations[known] = filled;
    else faults.add(yamlFile, source.line(['obligations', source.file.obligations.indexOf(obligation), 'id']), `The obligation "${obligation.id}" stands twice.`, 'Give each obligation its own id.');
  }
}

function layBlock(clause: ClauseTemplate, source: Source, over: boolean, written: WrittenBlock, scope: Scope, index: Map<string, TermIndex>): void {
  const { lang, file, faults, terms } = scope;
  const own = Object.hasOwn(source.file.blocks, written.id) ? source.file.blocks[written.id] : undefined;
  const existing = clause.blocks.find((block) => block.id === written.id);
  if (written.paragraphs.length === 0) {
    if (!over || existing === undefined) {
      faults.add(file, written.line, `The block "${written.id}" has no words.`, over ? 'Only a block of the clause that this pack lays over can be removed by an empty one.' : 'Write its words after the name, or delete it.');
      return;
    }
    clause.blocks = clause.blocks.filter((block) => block !== existing);
    clause.obligations = clause.obligations.filter((obligation) => obligation.block !== written.id);
    clause.summaries = clause.summaries.filter((summary) => summary.block !== written.id);
    return;
  }
  const block: BlockTemplate = existing ?? { id: written.id, schedule: written.id.startsWith('schedule-'), when: null, positions: null, repeat: null, words: {} };
  if (own !== undefined || existing === undefined) {
    block.when = own?.when ?? null;
    block.positions = own?.position === undefined ? null : Array.isArray(own.position) ? own.position : [own.position];
    block.repeat = own?.repeat ?? null;
  }
  const inside = { ...scope, repeat: block.repeat };
  const paragraphs = written.paragraphs.map((paragraph) => {
    if (paragraph.kind === 'table') {
      const rows = paragraph.rows.map((row) => row.map((cell) => meaningOf(cell, paragraph.line, { ...inside, table: true })));
      return { kind: 'table' as const, header: paragraph.header.map((cell) => meaningOf(cell, paragraph.line, scope)), rows };
    }
    const inline = meaningOf(paragraph.tokens, paragraph.line, inside);
    return paragraph.kind === 'item' ? { kind: 'item' as const, style: paragraph.style, inline } : { kind: paragraph.kind, inline };
  });
  block.words[lang] = linkTerms(paragraphs, lang, terms, index);
  if (existing === undefined) insert(clause, block, own?.after, `${source.folder}/clause.yaml`, source, faults);
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

/**
 * Sorts clauses so that each stands after the one it follows. Of those that follow the same clause, the one that fewer clauses follow
 * stands first, so that a clause put in beside a long chain stands before it; among equals the ids decide.
 */
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
  const sizes = new Map<string, number>();
  const size = (id: string): number => {
    const known = sizes.get(id);
    if (known !== undefined) return known;
    // A clause that follows itself through others is told below.
    sizes.set(id, 0);
    const all = (after.get(id) ?? []).reduce((sum, clause) => sum + 1 + size(clause.id), 0);
    sizes.set(id, all);
    return all;
  };
  const ordered: ClauseTemplate[] = [];
  const visit = (id: string): void => {
    for (const clause of (after.get(id) ?? []).toSorted((a, b) => size(a.id) - size(b.id))) {
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
