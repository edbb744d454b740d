import type { Node } from 'prosemirror-model';
import { agreementAttrs, clauseAttrs, schema, type ClauseAttrs, type Document, type DocumentParty } from '#agreement/document/schema';
import { printDocument, textsOf, type Printed, type PrintedSection, type PrintedText, type Run } from '#agreement/document/print';
import type { Place } from '#agreement/finding';
import type { Answers } from '#agreement/facts/answers';
import { itemsAt, valueAt, type Item } from '#agreement/facts/read';
import { peopleFrom } from '#agreement/words/people';
import type { Library } from '#library/library';
import { amountsIn, type Amount } from '#stages/inspect/amounts';
import { capitalsOf, type Capital } from '#stages/inspect/capitals';
import { definitionsOf, type Definition } from '#stages/inspect/definitions';
import { small } from '#stages/inspect/letters';
import { referencesOf, type Reference } from '#stages/inspect/references';
import { sentencesOf, type Sentence } from '#stages/inspect/sentences';
import { WordIndex, type Hit } from '#stages/inspect/words';

/** What is looked at: a text, the facts behind it if we drafted it, the library, and the day. */
export interface Inspection {
  document: Document;
  /** Absent for a text that we did not draft; checks that need facts are then not run. */
  answers?: Answers;
  library: Library;
  /** ISO date for which the text is judged. */
  today: string;
  /** Drafts one library clause from the answers as they are now; without it no fix can insert or redraft a clause. */
  draftOf?: (clause: string) => { clause: Node; schedules: readonly Node[] } | undefined;
  /** The words for a person atom, as the reader of the findings sees them; by default from the answers. */
  people?: (id: string) => string | undefined;
}

/** One printed text with the section that it stands in. */
export interface Text {
  /** Its rank in reading order. */
  index: number;
  section: PrintedSection;
  text: PrintedText;
  /** The printed words in small letters, offsets kept; blanks are dots, since their labels are no words of the agreement. */
  lower: string;
  /** True for words of the body: paragraphs, items and signature lines; false for headings and table cells. */
  operative: boolean;
}

/** A clause or schedule with its node and where it starts in the Document. */
export interface Section {
  printed: PrintedSection;
  node: Node;
  position: number;
  /** Null for a schedule. */
  attrs: ClauseAttrs | null;
}

/** What checks look at. Everything derived is computed once, when the first check asks for it. */
export class Subject {
  readonly document: Document;
  readonly answers: Answers | undefined;
  readonly library: Library;
  readonly today: string;
  readonly printed: Printed;
  /** All texts in reading order. */
  readonly texts: readonly Text[];
  readonly sections: readonly Section[];
  /** The parties that the text names in its data; empty for a text that we did not draft. */
  readonly parties: readonly DocumentParty[];
  /** The agreement type, null where it is not known. */
  readonly type: string | null;
  /** True where words can be read: the word lists are English, so other languages get only checks of facts and structure. */
  readonly english: boolean;
  readonly draftOf: NonNullable<Inspection['draftOf']>;

  readonly #sentences = new Map<Text, readonly Sentence[]>();
  readonly #blocks = new Map<Text, Node>();
  readonly #derived = new Map<string, unknown>();

  constructor({ document, answers, library, today, draftOf, people }: Inspection) {
    this.document = document;
    this.answers = answers;
    this.library = library;
    this.today = today;
    this.draftOf = draftOf ?? (() => undefined);
    this.printed = printDocument(document, { people: people ?? (answers === undefined ? undefined : peopleFrom(answers)) });
    const attrs = agreementAttrs(document);
    this.parties = attrs.parties.length > 0 || answers === undefined ? attrs.parties : answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null }));
    this.type = attrs.type ?? answers?.type ?? null;
    this.english = this.printed.lang.startsWith('en');
    const texts: Text[] = [];
    const sections: Section[] = [];
    let position = 0;
    this.printed.sections.forEach((printed, index) => {
      const node = document.child(index);
      sections.push({ printed, node, position, attrs: node.type === schema.nodes.clause ? clauseAttrs(node) : null });
      position += node.nodeSize;
      for (const text of textsOf(printed)) {
        texts.push({ index: texts.length, section: printed, text, lower: lowerOf(text), operative: text.kind !== 'heading' && text.kind !== 'cell' });
      }
    });
    this.texts = texts;
    this.sections = sections;
  }

  #once<T>(name: string, make: () => T): T {
    let value = this.#derived.get(name) as T | undefined;
    if (value === undefined) this.#derived.set(name, (value = make()));
    return value;
  }

  /** The texts of one section, in order. */
  textsOf(section: Section): readonly Text[] {
    return this.#once('textsBySection', () => groupBy(this.texts, (text) => text.section)).get(section.printed) ?? [];
  }

  /** All runs of all texts in reading order. */
  get runs(): readonly { in: Text; run: Run }[] {
    return this.#once('runs', () => this.texts.flatMap((text) => text.text.runs.map((run) => ({ in: text, run }))));
  }

  /** The inline node that a run was printed from. */
  nodeOf(text: Text, run: Run): Node {
    let block = this.#blocks.get(text);
    if (block === undefined) {
      const found = this.document.nodeAt(text.text.position - 1);
      if (found === null) throw new Error(`no node of ${text.text.id}`);
      this.#blocks.set(text, (block = found));
    }
    return block.child(text.text.runs.indexOf(run));
  }

  /** Texts whose words are read: paragraphs, items and signature lines of an English text. */
  get operative(): readonly Text[] {
    return this.#once('operative', () => (this.english ? this.texts.filter((text) => text.operative) : []));
  }

  /** The words of the operative texts, by word. */
  get words(): WordIndex {
    return this.#once('words', () => new WordIndex(this.texts, this.english ? (text) => text.operative : () => false));
  }

  /** Places of phrases (in small letters) in operative texts, in reading order. */
  find(phrases: readonly string[]): Hit[] {
    return this.words.find(phrases);
  }

  /** The sentences of a text. */
  sentencesOf(text: Text): readonly Sentence[] {
    let known = this.#sentences.get(text);
    if (known === undefined) this.#sentences.set(text, (known = sentencesOf(text)));
    return known;
  }

  /** The sentence in which an offset of a text lies. */
  sentenceAt(text: Text, offset: number): Sentence {
    const sentences = this.sentencesOf(text);
    let low = 0;
    let high = sentences.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (offset < (sentences[middle] as Sentence).to) high = middle;
      else low = middle + 1;
    }
    return sentences[low] ?? { in: text, from: 0, to: 0, words: '', lower: '' };
  }

  /** Everything that the text defines, in reading order. */
  get definitions(): readonly Definition[] {
    return this.#once('definitions', () => definitionsOf(this));
  }

  /** Definitions by their key: the words in small letters. */
  get defined(): ReadonlyMap<string, readonly Definition[]> {
    return this.#once('defined', () => groupBy(this.definitions, (definition) => definition.key));
  }

  /** How many definitions each sentence holds. */
  get definitionsPerSentence(): ReadonlyMap<Sentence, number> {
    return this.#once('definitionsPerSentence', () => {
      const counts = new Map<Sentence, number>();
      for (const { sentence } of this.definitions) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
      return counts;
    });
  }

  /** Capitalised phrases inside sentences. */
  get capitals(): readonly Capital[] {
    return this.#once('capitals', () => capitalsOf(this));
  }

  /** References to sections and schedules, typed or bound. */
  get references(): readonly Reference[] {
    return this.#once('references', () => referencesOf(this));
  }

  /** Amounts of money, typed or bound, in all texts. */
  get amounts(): readonly Amount[] {
    return this.#once('amounts', () => (this.english ? this.texts.flatMap(amountsIn) : []));
  }

  /** The first place where a fact is printed or left blank, by path. */
  get printedFacts(): ReadonlyMap<string, { in: Text; run: Run }> {
    return this.#once('printedFacts', () => {
      const map = new Map<string, { in: Text; run: Run }>();
      for (const one of this.runs) {
        const { kind, target } = one.run;
        if ((kind === 'fact' || kind === 'blank') && target !== undefined && !map.has(target)) map.set(target, one);
      }
      return map;
    });
  }

  /** Clause sections with their attributes, in order. */
  get clauses(): readonly (Section & { attrs: ClauseAttrs })[] {
    return this.#once('clauses', () => this.sections.filter((section): section is Section & { attrs: ClauseAttrs } => section.attrs !== null));
  }

  /** The first section that was drafted from a library clause, or bears its id. */
  clause(id: string): (Section & { attrs: ClauseAttrs }) | undefined {
    const map = this.#once('clausesByLibrary', () => {
      const found = new Map<string, Section & { attrs: ClauseAttrs }>();
      for (const section of this.clauses) for (const key of [section.attrs.library, section.attrs.id]) if (key !== null && !found.has(key)) found.set(key, section);
      return found;
    });
    return map.get(id);
  }

  /** The section of a clause or schedule id. */
  section(id: string): Section | undefined {
    return this.sections.find((section) => section.printed.id === id);
  }

  /** The text of a block, heading or table cell. */
  textById(id: string): Text | undefined {
    return this.#once('textsById', () => new Map(this.texts.map((text) => [text.text.id, text]))).get(id);
  }

  /** The id of the clause or schedule in which a block lies; of a clause or schedule its own. */
  home(id: string): string | undefined {
    return this.#once('homes', () => {
      const homes = new Map<string, string>();
      for (const { printed } of this.sections) {
        homes.set(printed.id, printed.id);
        for (const block of printed.blocks) homes.set(block.id, printed.id);
      }
      return homes;
    }).get(id);
  }

  /** The agreed value at a path, undefined where it is unknown or there are no answers. */
  fact(path: string): unknown {
    return this.answers === undefined ? undefined : valueAt(this.answers, path);
  }

  /** The items of a list of facts; none where it is unknown. */
  items(path: string): readonly Item[] {
    return this.answers === undefined ? [] : (itemsAt(this.answers, path) ?? []);
  }

  /** The place of a fact: where the text prints it or leaves it blank, else the path alone. */
  placeOfFact(path: string, clause: string | null = null): Place {
    const printed = this.printedFacts.get(path);
    if (printed === undefined) return { clause, block: null, from: null, to: null, quote: '', path };
    const { run } = printed;
    return { clause: printed.in.section.clause, block: printed.in.text.id, from: run.from, to: run.from + run.text.length, quote: run.text, path };
  }
}

function lowerOf(text: PrintedText): string {
  let lower = small(text.text);
  for (const run of text.runs) if (run.kind === 'blank') lower = lower.slice(0, run.from) + '…'.repeat(run.text.length) + lower.slice(run.from + run.text.length);
  return lower;
}

/** Groups in the order in which their first member comes. */
export function groupBy<T, K>(list: Iterable<T>, keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
