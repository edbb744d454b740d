import type { PrintedText, Run } from '#agreement/document/print';
import { colours, twips } from '#formats/docx/measures';
import { writeRuns, writeText, type RunContext } from '#formats/docx/runs';

/** A line to fill in by hand, as the text writes it: "Signature: ____". */
const handLine = /([^\s_:;,.][^_:;.]*):[ \u00A0]*_{2,}/g;

/**
 * A signature line as a panel: who signs for whom on the left, ruled lines for signature, date and place on the right. All
 * words of the line are kept; a line that names nothing to fill in gets one rule.
 */
export function writeSignature(block: PrintedText, width: number, context: RunContext, mark: (content: string) => string): string {
  const fields = [...block.text.matchAll(handLine)];
  const labels = fields.map((field) => field[1] as string);
  if (labels.length === 0) labels.push('');
  const intro = cut(block.runs, fields[0]?.index ?? block.text.length);
  const parts = splitAfterParty(intro).map((runs) => writeRuns(runs, context));
  const left = mark(parts.join('</w:p><w:p><w:pPr><w:pStyle w:val="SignatureText"/></w:pPr>'));
  const widths = [Math.round(width * 0.47), twips(24)];
  widths.push(width - (widths[0] as number) - (widths[1] as number));
  const rows = labels.map((label, index) => {
    const merge = index === 0 ? '<w:vMerge w:val="restart"/>' : '<w:vMerge/>';
    const who = `<w:tc><w:tcPr><w:tcW w:w="${widths[0]}" w:type="dxa"/>${merge}<w:tcMar><w:top w:w="200" w:type="dxa"/><w:right w:w="400" w:type="dxa"/></w:tcMar></w:tcPr><w:p><w:pPr><w:pStyle w:val="SignatureText"/></w:pPr>${index === 0 ? left : ''}</w:p></w:tc>`;
    const what = `<w:tc><w:tcPr><w:tcW w:w="${widths[1]}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="SignatureLabel"/></w:pPr>${writeText(label)}</w:p></w:tc>`;
    const line = `<w:tc><w:tcPr><w:tcW w:w="${widths[2]}" w:type="dxa"/><w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="${colours.ink}"/></w:tcBorders></w:tcPr><w:p><w:pPr><w:pStyle w:val="SignatureText"/></w:pPr></w:p></w:tc>`;
    const height = index === 0 ? 680 : 510;
    return `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="${height}" w:hRule="atLeast"/></w:trPr>${who}${what}${line}</w:tr>`;
  });
  const grid = widths.map((one) => `<w:gridCol w:w="${one}"/>`).join('');
  return `<w:tbl><w:tblPr><w:tblW w:w="${width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>`;
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

/** Breaks "For Northwind: Anna Berg, director." after its first colon that is not part of a name. */
function splitAfterParty(runs: readonly Run[]): Run[][] {
  const at = runs.findIndex((run) => run.kind === 'words' && run.strong !== true && run.text.includes(':'));
  const run = runs[at];
  if (run === undefined) return [[...runs]];
  const colon = run.text.indexOf(':') + 1;
  const before = [...runs.slice(0, at), { ...run, text: run.text.slice(0, colon) }];
  const after = [{ ...run, text: run.text.slice(colon).trimStart() }, ...runs.slice(at + 1)].filter((one) => one.text !== '');
  return after.length === 0 ? [before] : [before, after];
}
