import type { PrintedText, Run } from '#agreement/document/print';
import { colours, panel } from '#formats/docx/measures';
import { writeRuns, writeText, type RunContext } from '#formats/docx/runs';
import { cellMargins, closeTable, openTable } from '#formats/docx/table';

/** What a signature line holds: who signs, in one or two paragraphs, and what is to be filled in by hand. */
export interface SignatureParts {
  who: Run[][];
  /** "Signature", "Date", "Place"; one empty label where the line names nothing to fill in. */
  labels: string[];
}

/** A place to fill in, as the text writes it: "Signature: ____". */
const handLine = /([^\s_:;,.][^_:;.]*):[ \u00A0]*_{2,}/g;

/** Takes "For Northwind: Anna Berg, director. Signature: ____ Date: ____" apart; no word is lost. */
export function readSignature(block: PrintedText): SignatureParts {
  const places = [...block.text.matchAll(handLine)];
  const who = splitAfterParty(cut(block.runs, places[0]?.index ?? block.text.length));
  return { who, labels: places.length === 0 ? [''] : places.map((place) => place[1] as string) };
}

/** A signature line as a panel that stays on one page: who signs on the left, ruled lines to fill in on the right. */
export function writeSignature(block: PrintedText, width: number, context: RunContext, mark: (content: string) => string): string {
  const { who, labels } = readSignature(block);
  const left = Math.round(width * panel.who);
  const widths = [left, panel.label, width - left - panel.label];
  const style = (name: string): string => `<w:pPr><w:pStyle w:val="${name}"/></w:pPr>`;
  const names = mark(who.map((runs) => writeRuns(runs, context)).join(`</w:p><w:p>${style('Signature')}`));
  const rows = labels.map((label, index) => {
    const cell = (column: number, properties: string, paragraph: string): string => `<w:tc><w:tcPr><w:tcW w:w="${widths[column]}" w:type="dxa"/>${properties}</w:tcPr><w:p>${paragraph}</w:p></w:tc>`;
    const rule = `<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="${colours.ink}"/></w:tcBorders>`;
    const cells = [
      cell(0, `<w:vMerge${index === 0 ? ' w:val="restart"' : ''}/><w:tcMar><w:right w:w="400" w:type="dxa"/></w:tcMar>`, style('Signature') + (index === 0 ? names : '')),
      cell(1, '<w:vAlign w:val="bottom"/>', style('SignatureLabel') + writeText(label)),
      cell(2, rule, style('Signature')),
    ];
    return `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="${(index === 0 ? panel.firstRow : panel.row) * 20}" w:hRule="atLeast"/></w:trPr>${cells.join('')}</w:tr>`;
  });
  return openTable(width, widths, cellMargins(0, 0), context) + rows.join('') + closeTable;
}

/** The runs up to an offset in the text, without spaces at their end. */
function cut(runs: readonly Run[], end: number): Run[] {
  const kept: Run[] = [];
  for (const run of runs) {
    if (run.from >= end) break;
    kept.push(run.from + run.text.length > end ? { ...run, text: run.text.slice(0, end - run.from) } : run);
  }
  const last = kept[kept.length - 1];
  if (last !== undefined) kept[kept.length - 1] = { ...last, text: last.text.trimEnd() };
  return kept;
}

/** Breaks "For Northwind: Anna Berg, director." after the first colon that is not part of a name. */
function splitAfterParty(runs: readonly Run[]): Run[][] {
  const at = runs.findIndex((run) => run.kind === 'words' && run.strong !== true && run.text.includes(':'));
  const run = runs[at];
  if (run === undefined) return [[...runs]];
  const colon = run.text.indexOf(':') + 1;
  const before = [...runs.slice(0, at), { ...run, text: run.text.slice(0, colon) }];
  const after = [{ ...run, text: run.text.slice(colon).trimStart() }, ...runs.slice(at + 1)].filter((one) => one.text !== '');
  return after.length === 0 ? [before] : [before, after];
}
