import { addDecimals, compareDecimals, groupThousands } from '#agreement/decimal';
import { decimalOf, isNumberWord, numberFromWords, type Amount } from '#stages/inspect/amounts';
import { placeIn, type Check, type Report } from '#stages/inspect/check';
import type { PrintedTable } from '#agreement/document/print';
import { groupBy, type Subject, type Text } from '#stages/inspect/subject';
import page from './amounts-disagree.md';

/** MON-002: an amount in words and in figures, a total and its lines, or the body and a schedule disagree. */
export const amountsDisagree: Check = {
  code: 'MON-002',
  rule: 'amounts-disagree',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const text of subject.operative) if (text.lower.includes('(')) yield* wordsAndFigures(text);
    const byText = groupBy(subject.amounts, (amount) => amount.in);
    for (const section of subject.sections) {
      for (const block of section.printed.blocks) if (block.kind === 'table') yield* totalRow(subject, block, byText);
    }
    yield* bodyAndSchedule(subject, byText);
  },
};

/** “fifty thousand (60,000)”, “thirty (35) days”. */
function* wordsAndFigures(text: Text): Generator<Report> {
  for (const match of text.text.text.matchAll(/\((?:[A-Z]{3} ?|US\$ ?|[$€£] ?)?(\d[\d,.]{0,18})\)/g)) {
    const figures = decimalOf(match[1] as string);
    if (figures === null) continue;
    const words = wordsBefore(text.lower, match.index);
    const said = words.list.length === 0 ? null : numberFromWords(words.list);
    // “Year Two (1999)” names a year.
    if (said === null || (/^(?:19|20)\d\d$/.test(figures) && said < 100) || compareDecimals(figures, String(said)) === 0) continue;
    const to = match.index + match[0].length;
    yield { place: placeIn(text, words.from, to), params: { kind: 'words', one: text.text.text.slice(words.from, match.index).trim(), other: match[1] as string } };
  }
}

/** The words of a number that end before an offset; the name of a currency or a unit may stand in between. */
function wordsBefore(lower: string, offset: number): { list: string[]; from: number } {
  const before = lower.slice(Math.max(0, offset - 120), offset).replace(/ (?:euros?|dollars|us dollars|united states dollars|pounds|pounds sterling|percent|per cent) $/, (words) => ' '.repeat(words.length));
  const tokens = [...before.matchAll(/[a-z]+/g)];
  const list: string[] = [];
  let from = offset;
  let end = before.trimEnd().length;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index]!;
    const word = token[0];
    // Only spaces, hyphens and the commas of thousands may stand between the words of one number.
    if (!/^(?:[ -]*|, )$/.test(before.slice(token.index + word.length, end))) break;
    if (!isNumberWord(word) && !(word === 'and' && list.length > 0)) break;
    list.unshift(word);
    end = token.index;
    if (word !== 'and') from = offset - before.length + token.index;
  }
  while (list[0] === 'and') list.shift();
  // “One-half million”: a fraction is no whole number.
  if (/^(?:hundred|thousand|million|billion)$/.test(list[0] ?? '')) list.length = 0;
  return { list, from };
}

/** A last row called “Total” must hold the sum of the rows above it, column by column. */
function* totalRow(subject: Subject, table: PrintedTable, byText: ReadonlyMap<Text, Amount[]>): Generator<Report> {
  const last = table.rows[table.rows.length - 1];
  if (last === undefined || !last.cells.some((cell) => /^(?:grand )?total\b/i.test(cell.text.trim()))) return;
  const amountOf = (cell: { id: string }): Amount | undefined => {
    const text = subject.textById(cell.id);
    const amounts = text === undefined ? undefined : byText.get(text);
    return amounts?.length === 1 ? amounts[0] : undefined;
  };
  for (const [column, cell] of last.cells.entries()) {
    const total = amountOf(cell);
    if (total === undefined) continue;
    const parts = table.rows.slice(0, -1).filter((row) => !row.header).map((row) => {
      const part = row.cells[column];
      return part === undefined ? undefined : amountOf(part);
    });
    if (parts.length === 0 || parts.some((part) => part === undefined || part.currency !== total.currency)) continue;
    const sum = addDecimals((parts as Amount[]).map((part) => part.value));
    if (compareDecimals(sum, total.value) !== 0) yield { place: placeIn(total.in, total.from, total.to), params: { kind: 'total', one: printed(total), other: `${total.currency} ${groupThousands(sum, true)}` } };
  }
}

/** “It totals EUR 400,000”, typed beside a reference to a schedule whose amounts make another sum. */
function* bodyAndSchedule(subject: Subject, byText: ReadonlyMap<Text, Amount[]>): Generator<Report> {
  for (const hit of subject.find(['totals', 'total of', 'total budget of', 'total budget is', 'total amount of', 'amounts to'])) {
    const sentence = subject.sentenceAt(hit.in, hit.from);
    const amount = byText.get(hit.in)?.find((one) => one.from >= hit.to && one.from - hit.to < 12 && one.to <= sentence.to);
    if (amount === undefined || boundAt(hit.in, amount.from)) continue;
    // The schedule is named in the same paragraph.
    const target = subject.references.find((reference) => reference.kind === 'schedule' && reference.in === hit.in && reference.target !== null)?.target;
    const schedule = subject.sections.find((section) => section.attrs === null && section.printed.id === target);
    const table = schedule?.printed.blocks.find((block): block is PrintedTable => block.kind === 'table');
    const sum = table === undefined ? undefined : columnSum(subject, table, amount.currency, byText);
    if (sum !== undefined && compareDecimals(sum, amount.value) !== 0) {
      yield { place: placeIn(hit.in, amount.from, amount.to), params: { kind: 'schedule', one: printed(amount), other: `${amount.currency} ${groupThousands(sum, true)}` } };
    }
  }
}

/** The sum of the only column in which each row has one amount of the currency. */
function columnSum(subject: Subject, table: PrintedTable, currency: string, byText: ReadonlyMap<Text, Amount[]>): string | undefined {
  const rows = table.rows.filter((row) => !row.header && !row.cells.some((cell) => /^(?:grand )?total\b/i.test(cell.text.trim())));
  const sums: string[] = [];
  for (let column = 0; column < (rows[0]?.cells.length ?? 0); column += 1) {
    const values = rows.map((row) => {
      const cell = row.cells[column];
      const text = cell === undefined ? undefined : subject.textById(cell.id);
      const amounts = text === undefined ? [] : (byText.get(text) ?? []);
      return amounts.length === 1 && amounts[0]!.currency === currency ? amounts[0]!.value : undefined;
    });
    if (values.every((value) => value !== undefined)) sums.push(addDecimals(values as string[]));
  }
  return rows.length > 0 && sums.length === 1 ? sums[0] : undefined;
}

function boundAt(text: Text, offset: number): boolean {
  return text.text.runs.some((run) => run.kind === 'fact' && offset >= run.from && offset < run.from + run.text.length);
}

function printed({ currency, value }: Amount): string {
  return `${currency} ${groupThousands(value, true)}`;
}
