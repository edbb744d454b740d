import type { RunKind } from '#agreement/document/print';
import type { Setting } from '#formats/docx/measures';
import { textWidth } from '#formats/text-width';

/** A stretch of text as far as its width matters. */
export interface Measured {
  text: string;
  kind?: RunKind;
  strong?: boolean;
}

/** How many lines runs take in a width (points): words placed one after another, a word that is too long broken. */
export function countLines(runs: readonly Measured[], width: number, setting: Setting): number {
  const space = textWidth(' ') * setting.size;
  let lines = 1;
  let used = 0;
  let word = 0;
  const place = (): void => {
    if (used > 0 && used + word > width) {
      lines += 1;
      used = 0;
    }
    used += word;
    word = 0;
    if (used > width) {
      const more = Math.ceil(used / width) - 1;
      lines += more;
      used -= more * width;
    }
  };
  for (const run of runs) {
    const bold = setting.bold === true || run.strong === true || run.kind === 'definition';
    for (const piece of run.text.split(/([ \n])/)) {
      if (piece !== ' ' && piece !== '\n') {
        word += textWidth(piece, bold) * setting.size;
        continue;
      }
      place();
      used += space;
      if (piece === '\n') {
        lines += 1;
        used = 0;
      }
    }
  }
  place();
  return lines;
}
