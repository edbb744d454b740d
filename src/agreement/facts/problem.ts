/** One thing wrong with what a person handed in: where, what, what was expected instead, and an example as it would stand in the file. */
export interface InputProblem {
  /** The fact path (`term.exits.cure`) or key of the file; empty where the whole file is meant. */
  path: string;
  /** What is wrong, one or two sentences. */
  what: string;
  /** What was expected, without a full stop; empty where nothing else than a removal is. */
  expected: string;
  example: string;
  /** 1-based line in the file. */
  line?: number;
}

/** The most problems that are handed back at once; a file with more is mended in rounds. */
export const problemLimit = 50;

/** A problem as one line for people: path, line, what, what was expected, an example. */
export function sentence(problem: InputProblem): string {
  const place = [problem.path, problem.line === undefined ? '' : problem.path === '' ? `line ${problem.line}` : `(line ${problem.line})`].filter((part) => part !== '').join(' ');
  const expected = problem.expected === '' ? '' : ` Expected: ${problem.expected}.`;
  const example = problem.example === '' ? '' : ` Example: ${problem.example}`;
  return `${place === '' ? '' : `${place}: `}${problem.what}${expected}${example}`;
}

/** Problems as lines for people; the last line counts those that are not shown. */
export function sentences(problems: readonly InputProblem[], more = 0): string[] {
  const lines = problems.map(sentence);
  return more === 0 ? lines : [...lines, `${more} more ${more === 1 ? 'problem is' : 'problems are'} not shown.`];
}

/** A value as it would stand in the file on one line. */
export function asWritten(value: unknown): string {
  if (typeof value === 'string') return /^(\p{L}[\p{L}\p{N}/ ._-]*|\d{4}-\d{2}-\d{2})$/u.test(value) && !/^(true|false|null|yes|no)$/i.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([key, inner]) => `${key}: ${asWritten(inner)}`).join(', ')} }`;
  return value === undefined ? '' : JSON.stringify(value);
}

/** A value as a person would recognise it, cut to a length that fits a sentence. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.length > 100 ? value.slice(0, 100) : value) : asWritten(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** How many letters must be added, dropped, changed or swapped to make one word of another; stops counting at the limit. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] as number) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] as number;
}

/** The known word that somebody most likely meant, or undefined where none is close. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.slice(0, 60).toLowerCase().replace(/[\s_-]/g, '');
  let best: string | undefined;
  let least = (wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of known) {
    const away = distance(wanted, candidate.toLowerCase().replace(/[\s_-]/g, ''), least);
    if (away < least) {
      least = away;
      best = candidate;
    }
  }
  return best;
}
