import type { Run } from '#agreement/document/print';
import type { Plan, Target } from '#formats/docx/plan';
import { escapeText, runContent } from '#formats/docx/xml';
import { showHidden } from '#formats/visible';

/** What writing runs and tables needs to know: where references lead, the word before the letter of a schedule, the direction. */
export interface RunContext {
  plan: Pick<Plan, 'targets'>;
  scheduleWord: string;
  /** The direction of the language of the text. */
  rightToLeft: boolean;
}

type Look = 'plain' | 'strong' | 'definition' | 'blank';

const properties: Readonly<Record<Look, string>> = {
  plain: '',
  strong: '<w:b/><w:bCs/>',
  definition: '<w:rStyle w:val="Definition"/>',
  blank: '<w:rStyle w:val="Blank"/>',
};

// Hebrew, Arabic and their neighbours, with the joiners that shape them; and a stretch of them with what stands between their words.
const letter = '[\\u0590-\\u08FF\\u200C\\u200D\\uFB1D-\\uFDFF\\uFE70-\\uFEFC\\u{10800}-\\u{10FFF}\\u{1E800}-\\u{1EEFF}]';
const rightToLeft = new RegExp(`((?!\\p{M}|[\\u200C\\u200D])${letter}${letter}*(?:[ \\u00A0'’.-]+${letter}+)*)`, 'u');

/** One or more `w:r` for a text in one look; stretches from right to left are runs of their own, as Word orders them by run. */
export function writeText(text: string, look: Look = 'plain'): string {
  if (text === '') return '';
  const shown = showHidden(text);
  if (!rightToLeft.test(shown)) return run(shown, properties[look]);
  return shown
    .split(rightToLeft)
    .map((part, index) => (part === '' ? '' : run(part, properties[look] + (index % 2 === 1 ? '<w:rtl/>' : ''))))
    .join('');
}

function run(text: string, inside: string): string {
  return `<w:r>${inside === '' ? '' : `<w:rPr>${inside}</w:rPr>`}${runContent(text)}</w:r>`;
}

const quoted = /^(["“„«‘])(.+)(["”“»’])$/su;

/** The runs of a block as OOXML: neighbours of one look become one run, references become fields. */
export function writeRuns(runs: readonly Run[], context: RunContext): string {
  let written = '';
  let pending = '';
  let look: Look = 'plain';
  const flush = (): void => {
    written += writeText(pending, look);
    pending = '';
  };
  const add = (text: string, next: Look): void => {
    if (next !== look) {
      flush();
      look = next;
    }
    pending += text;
  };
  for (const one of runs) {
    const target = one.kind === 'ref' && one.target !== undefined ? context.plan.targets.get(one.target) : undefined;
    if (target === undefined) {
      // The marks around a defined term are no part of it.
      const [, opening = '', words = '', closing = ''] = one.kind === 'definition' ? (quoted.exec(one.text) ?? []) : [];
      if (words === '') add(one.text, lookOf(one));
      else {
        add(opening, 'plain');
        add(words, 'definition');
        add(closing, 'plain');
      }
      continue;
    }
    // Word prints the number of a schedule with its word, so the word moves from the text into the field.
    const before = `${context.scheduleWord} `;
    const takesWord = pending.endsWith(before) && one.text !== '' && target.carriers.map((carrier) => carrier.label).join('') === before + one.text;
    if (takesWord) pending = pending.slice(0, -before.length);
    flush();
    const linked = lookOf(one);
    written += takesWord ? field(target, before + one.text, linked) : reference(target, one.text, linked);
  }
  flush();
  return written;
}

function lookOf(one: Run): Look {
  if (one.kind === 'blank' || (one.kind === 'ref' && one.text.startsWith('['))) return 'blank';
  if (one.kind === 'definition') return 'definition';
  return one.strong === true ? 'strong' : 'plain';
}

/** A field where Word would compute exactly this text, else a link that prints it. */
function reference(target: Target, text: string, look: Look): string {
  if (target.carriers.length > 0 && target.carriers.map((carrier) => carrier.label).join('') === text) return field(target, text, look);
  return `<w:hyperlink w:anchor="${target.bookmark}" w:history="1">${writeText(text, look)}</w:hyperlink>`;
}

/**
 * `\w` prints a number in full; where Word cannot know the full number (an item below an unnumbered paragraph, or in a list
 * of its own), one field with `\n` prints each part.
 */
function field(target: Target, text: string, look: Look): string {
  if (target.whole) return simpleField(`REF ${target.carriers[target.carriers.length - 1]!.bookmark} \\w \\h`, text, look);
  return target.carriers.map((carrier) => simpleField(`REF ${carrier.bookmark} \\n \\h`, carrier.label, look)).join('');
}

/** The same in the long form, which LibreOffice needs inside a table of contents. */
export function longField(instruction: string, result: string): string {
  return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${escapeText(instruction)} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${writeText(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;
}

/** A field with the result that it shows until it is updated. `instruction` holds words of ours only, never text of a user. */
export function simpleField(instruction: string, result: string, look: Look = 'plain'): string {
  return `<w:fldSimple w:instr=" ${escapeText(instruction)} ">${writeText(result, look)}</w:fldSimple>`;
}
