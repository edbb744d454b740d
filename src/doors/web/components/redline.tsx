import { diff } from 'fast-myers-diff';
import { Fragment, type ReactNode } from 'react';

interface Piece {
  kind: 'same' | 'out' | 'in';
  text: string;
}

/** Two texts word by word: what stays, what goes, what comes. */
export function wordChanges(before: string, after: string): Piece[] {
  const split = (text: string): string[] => text.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
  const a = split(before);
  const b = split(after);
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], words: string[]): void => {
    if (words.length > 0) pieces.push({ kind, text: words.join('') });
  };
  let at = 0;
  for (const [fromA, toA, fromB, toB] of diff(a, b)) {
    add('same', a.slice(at, fromA));
    add('out', a.slice(fromA, toA));
    add('in', b.slice(fromB, toB));
    at = toA;
  }
  add('same', a.slice(at));
  return pieces;
}

/** The exact words before and after, struck and underlined; each is also said to those who listen. */
export function Redline({ before, after, whole = false }: { before: string; after: string; whole?: boolean }): ReactNode {
  const pieces: Piece[] = whole || before === '' || after === '' ? [{ kind: 'out', text: before }, { kind: 'in', text: after }] : wordChanges(before, after);
  return (
    <div className="redline">
      {pieces.filter((piece) => piece.text !== '').map((piece, index) => (
        <Fragment key={index}>
          {index > 0 && whole && ' '}
          {piece.kind === 'same' && piece.text}
          {piece.kind === 'out' && (
            <del>
              <span className="visually-hidden">Taken out: </span>
              {piece.text}
            </del>
          )}
          {piece.kind === 'in' && (
            <ins>
              <span className="visually-hidden">Put in: </span>
              {piece.text}
            </ins>
          )}
        </Fragment>
      ))}
    </div>
  );
}
