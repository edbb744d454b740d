/** One running count of a text: (a), (b) … or 1., 2. … or (i), (ii) …, or 3.1, 3.2 … under a prefix. */
interface Sequence {
  kind: string;
  rank: number;
}

const romans: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7, viii: 8, ix: 9, x: 10, xi: 11, xii: 12, xiii: 13, xiv: 14, xv: 15, xvi: 16, xvii: 17, xviii: 18, xix: 19, xx: 20 };

/** What a label can mean: the kind of count and its rank. “(i)” is the ninth letter or the first Roman figure. */
function readings(label: string): Sequence[] {
  const plain = label.replace(/[().]+$/, '').replace(/^\(/, '');
  const shape = label.startsWith('(') ? '()' : label.endsWith(')') ? ')' : '.';
  if (/^\d+(?:\.\d+)*$/.test(plain)) {
    const parts = plain.split('.');
    return [{ kind: `${shape === '.' ? '' : shape}${parts.slice(0, -1).join('.')}#`, rank: Number(parts[parts.length - 1]) }];
  }
  const found: Sequence[] = [];
  const lower = plain.toLowerCase();
  const letterCase = plain === lower ? 'a' : 'A';
  if (/^[a-z]$/.test(lower)) found.push({ kind: `${shape}${letterCase}`, rank: lower.charCodeAt(0) - 96 });
  else if (/^([a-z])\1$/.test(lower)) found.push({ kind: `${shape}${letterCase}`, rank: lower.charCodeAt(0) - 70 });
  const roman = romans[lower];
  if (roman !== undefined) found.push({ kind: `${shape}${letterCase}i`, rank: roman });
  return found;
}

/** Follows the labels of a text through nested lists and says which one breaks the count. */
export class Outline {
  readonly #open: Sequence[] = [];

  /** Sets a counted number, such as that of a section, as the place from which typed numbers go on. */
  reach(label: string): void {
    this.accept(label);
  }

  /** True if the label goes on an open list or starts a new one; what it broke is taken up from there. */
  accept(label: string): boolean {
    const meanings = readings(label);
    if (meanings.length === 0) return true;
    for (let index = this.#open.length - 1; index >= 0; index -= 1) {
      const open = this.#open[index] as Sequence;
      if (!meanings.some((meaning) => meaning.kind === open.kind && meaning.rank === open.rank + 1)) continue;
      open.rank += 1;
      this.#open.length = index + 1;
      return true;
    }
    const start = meanings.find((meaning) => meaning.rank === 1);
    if (start !== undefined) {
      const same = this.#open.findIndex((open) => open.kind === start.kind);
      if (same >= 0) this.#open.length = same;
      this.#open.push({ ...start });
      return true;
    }
    const meant = meanings[0] as Sequence;
    const same = this.#open.find((open) => open.kind === meant.kind);
    // What went before is not here (a prefix that is new, a list that starts in the middle): nothing can be said.
    const known = same !== undefined;
    if (known) same.rank = meant.rank;
    else this.#open.push({ ...meant });
    return !known;
  }
}
