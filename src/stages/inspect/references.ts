import type { Subject, Text } from '#stages/inspect/subject';

/** A reference to a section or schedule of this agreement, typed or bound. */
export interface Reference {
  kind: 'section' | 'schedule';
  in: Text;
  /** From the word “section” to the end of the number. */
  from: number;
  to: number;
  /** Where the number stands. */
  numberFrom: number;
  /** The number as typed, without spaces: `19.4`, `7.2(a)`, `D`; of a bound reference the number that it prints. */
  number: string;
  /** Id that a bound reference names, null for a typed one. */
  bound: string | null;
  /** Id of the clause, block or schedule that it leads to, null where there is none. */
  target: string | null;
}

const sectionWords = ['section', 'sections', 'clause', 'clauses', 'article', 'articles'];
const scheduleWords = ['schedule', 'schedules', 'annex', 'annexes', 'appendix', 'appendices', 'exhibit', 'exhibits', 'attachment', 'attachments'];

const sectionNumber = /^\d{1,4}(?:\.\d{1,3}){0,5}(?![\d-]|[a-z]-)(?: ?\([a-z0-9]{1,4}\)){0,3}/;
const scheduleNumber = /^(?:[A-Z]{1,2}|\d{1,3})(?:[.-]\d{1,3})?(?![A-Za-z0-9])/;
/** What may stand between two numbers of one reference: “sections 4, 5 and 6”, “section 4 or 5”. */
const link = /^(?:, (?:and |or )?| and | or | to |–|-)(?=[\dA-Z])/;

/** All references of the operative texts in reading order. References into other documents are left out. */
export function referencesOf(subject: Subject): Reference[] {
  const numbers = new Numbers(subject);
  const found: Reference[] = [];
  for (const text of subject.texts) {
    for (const run of text.text.runs) {
      if (run.kind !== 'ref') continue;
      const id = run.target as string;
      const before = /(\p{L}+) $/u.exec(text.text.text.slice(Math.max(0, run.from - 14), run.from));
      const kind = id.startsWith('schedule') || scheduleWords.includes(before?.[1]?.toLowerCase() ?? '') ? 'schedule' : 'section';
      const from = before === null || !(sectionWords.includes(before[1]!.toLowerCase()) || scheduleWords.includes(before[1]!.toLowerCase())) ? run.from : run.from - before[0].length;
      found.push({ kind, in: text, from, to: run.from + run.text.length, numberFrom: run.from, number: run.text, bound: id, target: numbers.ids.has(id) ? id : null });
    }
  }
  for (const hit of subject.find(sectionWords)) typed(subject, hit, 'section', sectionNumber, numbers, found);
  for (const hit of subject.find(scheduleWords)) typed(subject, hit, 'schedule', scheduleNumber, numbers, found);
  return found.sort((a, b) => a.in.index - b.in.index || a.from - b.from);
}

function typed(subject: Subject, hit: { in: Text; from: number; to: number }, kind: Reference['kind'], shape: RegExp, numbers: Numbers, found: Reference[]): void {
  const words = hit.in.text.text;
  let at = hit.to;
  if (words.charCodeAt(at) !== 32 && words.charCodeAt(at) !== 160) return;
  // “This section 7.3” is the section itself, and “17 C.F.R. section 200” lies elsewhere.
  if (/(?:\bthis|§|c\.f\.r\.|u\.s\.c\.|code|c\.f\.r|u\.s\.c) $/.test(hit.in.lower.slice(Math.max(0, hit.from - 9), hit.from))) return;
  at += 1;
  const start = found.length;
  for (;;) {
    const match = shape.exec(words.slice(at, at + 32));
    if (match === null || match[0] === '') break;
    const to = at + match[0].length;
    // "Schedule A" is a name; "a schedule I" hardly: a lone capital after small letters needs the capital word too.
    if (kind === 'schedule' && /^[A-Z]/.test(match[0]) && words.charAt(hit.from) === words.charAt(hit.from).toLowerCase()) break;
    const number = match[0].replaceAll(' ', '').replace(/[.]$/, '');
    if (inWords(hit.in, at)) found.push({ kind, in: hit.in, from: found.length === start ? hit.from : at, to, numberFrom: at, number, bound: null, target: numbers.target(kind, number, subject, hit.in) });
    at = to;
    const next = link.exec(words.slice(at, at + 8));
    if (next === null || hit.in.lower.charAt(hit.to - 1) !== 's') break;
    at += next[0].length;
  }
  // “EXHIBIT C – Prices” in front of a text is a title.
  const title = hit.from === 0 && (/^[A-Z]{4}/.test(words) || /^(?:$|\n|  |:| ?[–—-] |\.)/.test(words.slice(at, at + 3)));
  if (found.length > start && (title || isElsewhere(hit.in, at))) found.length = start;
}

/** True if the offset lies in typed words, not in a bound value. */
function inWords(text: Text, offset: number): boolean {
  return text.text.runs.some((run) => run.kind === 'words' && offset >= run.from && offset < run.from + run.text.length);
}

/** True for “section 4 of the Companies Act”, “Article 26 GDPR”, “Article 6 of Regulation …”: a reference into another document. */
function isElsewhere(text: Text, to: number): boolean {
  const after = text.text.text.slice(to, to + 60);
  if (/^(?: ?\([^)]{1,12}\))* (?:of|in|to|under) (?!this |these |the (?:main )?body|the present )/.test(after) && !/^ (?:in|to|under) /.test(after)) return true;
  if (/^ of$/.test(after)) return true;
  return /^,? (?:[A-Z]{2,}|§|T[FE]EU|U\.S\.C|Regulation|Directive)/.test(after);
}

/** Ids by printed number, for sections and for schedules. Numbers that were typed at the start of a paragraph count too. */
class Numbers {
  readonly ids: ReadonlySet<string>;
  readonly #sections = new Map<string, string>();
  readonly #schedules = new Map<string, string>();

  constructor(subject: Subject) {
    const schedules = new Set(subject.sections.filter((section) => section.attrs === null).map((section) => section.printed.id));
    this.ids = new Set(subject.printed.numbers.keys());
    for (const [id, { full }] of subject.printed.numbers) {
      if (full === '') continue;
      const map = schedules.has(id) ? this.#schedules : this.#sections;
      if (!map.has(full)) map.set(full, id);
    }
    // A lone paragraph prints no number, but people call it by the one that it would have.
    for (const { printed } of subject.sections) {
      const lone = printed.blocks.find((block) => block.kind === 'paragraph' && block.label === '' && printed.number !== '' && subject.printed.numbers.get(block.id)?.full === printed.number);
      if (lone !== undefined && printed.kind === 'clause' && !this.#sections.has(`${printed.number}.1`)) this.#sections.set(`${printed.number}.1`, lone.id);
    }
    for (const text of subject.texts) {
      if (text.text.kind === 'cell') continue;
      const section = /^(?:section |clause |article )?(\d{1,3}(?:\.\d{1,3}){0,5})(?:[.:)]? |$)/.exec(text.lower.slice(0, 40));
      const id = text.text.kind === 'heading' ? text.section.id : text.text.id;
      if (section !== null && !this.#sections.has(section[1] as string)) this.#sections.set(section[1] as string, id);
      const schedule = /^(?:schedule|annex|appendix|exhibit|attachment) ([a-z]{1,2}|\d{1,3})(?:[.-]\d{1,3})?(?![a-z0-9])/.exec(text.lower.slice(0, 40));
      if (schedule !== null && (text.text.kind === 'heading' || text.lower.length < 120 || /^[A-Z]{5}/.test(text.text.text))) {
        const number = (schedule[1] as string).toUpperCase();
        if (!this.#schedules.has(number)) this.#schedules.set(number, id);
      }
    }
  }

  /** The id behind a number; letters in brackets after the last number that exists count as items of it. */
  target(kind: Reference['kind'], number: string, subject: Subject, text: Text): string | null {
    if (kind === 'schedule') return this.#schedules.get(number) ?? this.#schedules.get(number.split(/[.-]/)[0] as string) ?? null;
    const exact = this.#sections.get(number);
    if (exact !== undefined) return exact;
    // Items that are typed inside a paragraph have no number of their own.
    const bracket = number.indexOf('(');
    if (bracket > 0) {
      const parent = this.#sections.get(number.slice(0, bracket));
      if (parent !== undefined && hasTypedItem(subject, parent, number.slice(bracket))) return parent;
    }
    // Inside a schedule, "section 2" may mean a section of that schedule.
    return text.section.kind === 'schedule' && /^\d+$/.test(number) && Number(number) < 100 ? text.section.id : null;
  }
}

function hasTypedItem(subject: Subject, id: string, item: string): boolean {
  const first = /^\([a-z0-9]+\)/.exec(item)?.[0] ?? item;
  return subject.texts.some((text) => (text.text.id === id || text.section.id === id) && text.lower.includes(first));
}
