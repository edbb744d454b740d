import { clauseAttrs, clausesOf, type Document, type FactAttrs } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';
import { clauseTemplate, type Library } from '#library/library';
import { sizeOf, type Playbook, type PlaybookRange } from '#library/playbook';

/** Where a text stands in an organisation's playbook: `other` is in none of its lists, `open` is not answered yet. */
export type PlayStanding = 'preferred' | 'acceptable' | 'walk-away' | 'other' | 'open';

/** What the playbook says of one thing, in words, and where the text stands. */
export interface PlayLine {
  /** "Position", or the name of the fact. */
  what: string;
  preferred: string;
  /** Empty where the playbook names none. */
  acceptable: string;
  walkAway: string;
  note: string | null;
  now: string;
  stands: PlayStanding;
}

/** The lines of the playbook for one clause of the text; null for facts that no clause of it reads. */
export interface ClausePlayLines {
  clause: string | null;
  lines: PlayLine[];
}

/** Lays an organisation's playbook beside a text: clause by clause in its order, then what no clause reads. For its own people alone. */
export function playbookBeside(playbook: Playbook, library: Library, document: Document, answers: Answers): ClausePlayLines[] {
  const placed = new Set<string>();
  const beside = clausesOf(document).flatMap((node): ClausePlayLines[] => {
    const { id, position, edited } = clauseAttrs(node);
    const lines: PlayLine[] = [];
    const play = playbook.clauses.find((one) => one.clause === id);
    if (play !== undefined) {
      const stands = edited || position === null ? 'open' : position === play.preferred ? 'preferred' : play.walkAway.includes(position) ? 'walk-away' : play.acceptable.includes(position) ? 'acceptable' : 'other';
      lines.push({ what: 'Position', preferred: named(play.preferred), acceptable: play.acceptable.map(named).join(', '), walkAway: play.walkAway.map(named).join(', '), note: play.note, now: edited ? 'words of its own' : position === null ? 'not chosen yet' : named(position), stands });
    }
    const paths = clauseTemplate(library, id)?.paths ?? [];
    for (const fact of playbook.facts) if (paths.includes(fact.path)) {
      placed.add(fact.path);
      lines.push(factLine(fact, answers));
    }
    return lines.length === 0 ? [] : [{ clause: id, lines }];
  });
  const rest = playbook.facts.filter((fact) => !placed.has(fact.path)).map((fact) => factLine(fact, answers));
  return rest.length === 0 ? beside : [...beside, { clause: null, lines: rest }];
}

function factLine({ path, preferred, acceptable, walkAway, note }: Playbook['facts'][number], answers: Answers): PlayLine {
  const row = factAt(path);
  const value = valueAt(answers, path);
  const parties = answers.parties.map(({ id, shortName, legalName }) => ({ id, shortName: shortName ?? null, legalName: legalName ?? null }));
  const inWords = (one: unknown): string => factInWords({ path, value: one, format: row?.format ?? 'text' } as FactAttrs, { parties });
  const said = (ranges: readonly PlaybookRange[]): string => ranges.map((range) => rangeInWords(range, inWords)).join(', ');
  const label = row?.label ?? path;
  return { what: label.charAt(0).toUpperCase() + label.slice(1), preferred: said(preferred), acceptable: said(acceptable), walkAway: said(walkAway), note, now: value === undefined ? 'not answered yet' : inWords(value), stands: standingOf(value, preferred, acceptable, walkAway) };
}

function standingOf(value: unknown, preferred: readonly PlaybookRange[], acceptable: readonly PlaybookRange[], walkAway: readonly PlaybookRange[]): PlayStanding {
  if (value === undefined) return 'open';
  const among = (ranges: readonly PlaybookRange[]): boolean => ranges.some((range) => isIn(value, range));
  return among(walkAway) ? 'walk-away' : among(preferred) ? 'preferred' : among(acceptable) ? 'acceptable' : 'other';
}

/** Whether a value lies in a range; amounts of another currency never do. */
function isIn(value: unknown, range: PlaybookRange): boolean {
  if ('value' in range) return JSON.stringify(value) === JSON.stringify(range.value);
  const here = sizeOf(value);
  const beyond = (end: unknown, side: 1 | -1): boolean => {
    if (end === null) return false;
    const at = sizeOf(end);
    return here === undefined || at === undefined || here.unit !== at.unit || (here.size - at.size) * side < 0;
  };
  return !beyond(range.least, 1) && !beyond(range.most, -1);
}

function rangeInWords(range: PlaybookRange, inWords: (value: unknown) => string): string {
  if ('value' in range) return inWords(range.value);
  if (range.least === null) return `at most ${inWords(range.most)}`;
  return range.most === null ? `at least ${inWords(range.least)}` : `${inWords(range.least)} to ${inWords(range.most)}`;
}

function named(position: string): string {
  return `“${position.replaceAll('-', ' ')}”`;
}
