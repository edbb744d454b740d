import { letters } from '#agreement/document/number';
import { indents } from '#formats/docx/measures';
import { declaration, escapeAttribute } from '#formats/docx/xml';

/** Where a numbered paragraph stands in Word's lists. */
export interface Placement {
  numId: number;
  level: number;
  /** True where the paragraph counts in the list of the clauses, so that Word knows its full number. */
  inClauses: boolean;
}

const abstractIds = { clauses: 0, schedules: 1, letters: 2, numbers: 3, literal: 4 } as const;

/** How many letters Word counts as we do: both go from "z" to "aa", then Word to "bb" and we to "ab". */
const lettersAlike = 27;

const clauseNum = 1;
const scheduleNum = 2;

/**
 * Chooses for each label the list, level and instance with which Word counts exactly this label. It counts along as Word
 * does: a level restarts after each use of a level above it. A list that restarts for another reason (after an
 * unnumbered paragraph) gets an instance of its own, and a label that no list of Word can count gets one that prints it as
 * it stands.
 */
export class Numbering {
  readonly #nums: string[] = [num(clauseNum, abstractIds.clauses), num(scheduleNum, abstractIds.schedules)];
  #clauses = 0;
  #paragraphs = 0;
  readonly #items = { letter: 0, number: 0 };
  #schedules = 0;
  #loose: { style: 'letter' | 'number'; numId: number; next: number } | null = null;
  readonly #scheduleWord: string;

  /** `scheduleWord` stands before the letter of a schedule: "Schedule B". */
  constructor(scheduleWord: string) {
    this.#scheduleWord = scheduleWord;
  }

  /** Places a clause heading. */
  clause(label: string): Placement {
    this.breakList();
    this.#paragraphs = 0;
    this.#restartItems();
    if (label !== String(this.#clauses + 1)) return this.#literal(label);
    this.#clauses += 1;
    return { numId: clauseNum, level: 0, inClauses: true };
  }

  /** Places a numbered paragraph, "7.2". */
  paragraph(label: string): Placement {
    this.breakList();
    this.#restartItems();
    if (label !== `${this.#clauses}.${this.#paragraphs + 1}`) return this.#literal(label);
    this.#paragraphs += 1;
    return { numId: clauseNum, level: 1, inClauses: true };
  }

  /** Places a schedule heading. */
  schedule(letter: string): Placement {
    this.breakList();
    if (letter !== letters(this.#schedules).toUpperCase() || this.#schedules >= lettersAlike) return this.#literal(`${this.#scheduleWord} ${letter}`);
    this.#schedules += 1;
    return { numId: scheduleNum, level: 0, inClauses: false };
  }

  /** Ends the list that is open; the next item starts a new one. */
  breakList(): void {
    this.#loose = null;
  }

  /** Places a list item, "(a)" or "(1)"; `counted` says that it follows a numbered paragraph or the only one of a clause. */
  item(label: string, counted: boolean): Placement {
    const read = readItem(label);
    if (read === undefined) return this.#literal(label);
    const { style, value } = read;
    if (this.#loose === null && counted && value === this.#items[style] + 1) {
      this.#items[style] = value;
      // "(1)" is a level below "(a)": it restarts after each "(a)", and after it Word and LibreOffice count a skipped "(a)" differently.
      if (style === 'letter') this.#items.number = 0;
      else if (this.#items.letter === 0) this.#items.letter = Number.NaN;
      return { numId: clauseNum, level: style === 'letter' ? 2 : 3, inClauses: true };
    }
    if (this.#loose === null || this.#loose.style !== style || this.#loose.next !== value) {
      const numId = this.#add(abstractIds[style === 'letter' ? 'letters' : 'numbers'], `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="${value}"/></w:lvlOverride>`);
      this.#loose = { style, numId, next: value };
    }
    this.#loose.next += 1;
    return { numId: this.#loose.numId, level: 0, inClauses: false };
  }

  #restartItems(): void {
    this.#items.letter = 0;
    this.#items.number = 0;
  }

  #literal(label: string): Placement {
    // A percent sign would stand for a counter.
    const override = `<w:lvlOverride w:ilvl="0">${level(0, 'none', escapeAttribute(label.replaceAll('%', '')), indents.clause, indents.clause)}</w:lvlOverride>`;
    return { numId: this.#add(abstractIds.literal, override), level: 0, inClauses: false };
  }

  #add(abstractId: number, override: string): number {
    const id = this.#nums.length + 1;
    this.#nums.push(num(id, abstractId, override));
    return id;
  }

  /** The numbering part: five abstract lists, and all instances that were placed. */
  xml(): string {
    const { clause, item } = indents;
    const nested = item - clause;
    const abstracts = [
      abstract(abstractIds.clauses, 'multilevel', [
        level(0, 'decimal', '%1', clause, clause, 'Heading1'),
        level(1, 'decimal', '%1.%2', clause, clause, 'Clause2'),
        level(2, 'lowerLetter', '(%3)', item, nested, 'Clause3'),
        level(3, 'decimal', '(%4)', item, nested, 'Clause4'),
      ]),
      abstract(abstractIds.schedules, 'singleLevel', [
        level(0, 'upperLetter', `${escapeAttribute(this.#scheduleWord)} %1`, indents.schedule, indents.schedule, 'ScheduleHeading'),
      ]),
      abstract(abstractIds.letters, 'singleLevel', [level(0, 'lowerLetter', '(%1)', clause, clause)]),
      abstract(abstractIds.numbers, 'singleLevel', [level(0, 'decimal', '(%1)', clause, clause)]),
      abstract(abstractIds.literal, 'singleLevel', [level(0, 'none', '', clause, clause)]),
    ];
    return `${declaration}<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${abstracts.join('')}${this.#nums.join('')}</w:numbering>`;
  }
}

function readItem(label: string): { style: 'letter' | 'number'; value: number } | undefined {
  const digits = /^\((\d{1,5})\)$/.exec(label)?.[1];
  if (digits !== undefined) return { style: 'number', value: Number(digits) };
  const letter = /^\(([a-z]|aa)\)$/.exec(label)?.[1];
  if (letter === undefined) return undefined;
  return { style: 'letter', value: letter === 'aa' ? 27 : letter.charCodeAt(0) - 96 };
}

function num(id: number, abstractId: number, override = ''): string {
  return `<w:num w:numId="${id}"><w:abstractNumId w:val="${abstractId}"/>${override}</w:num>`;
}

function abstract(id: number, kind: string, levels: string[]): string {
  return `<w:abstractNum w:abstractNumId="${id}"><w:nsid w:val="4E7E0${id}01"/><w:multiLevelType w:val="${kind}"/><w:tmpl w:val="4E7E0${id}02"/>${levels.join('')}</w:abstractNum>`;
}

function level(index: number, format: string, text: string, left: number, hanging: number, style?: string): string {
  const linked = style === undefined ? '' : `<w:pStyle w:val="${style}"/>`;
  return `<w:lvl w:ilvl="${index}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${linked}<w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${left}" w:hanging="${hanging}"/></w:pPr></w:lvl>`;
}
