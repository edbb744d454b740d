import type { ReactNode } from 'react';
import { lawName } from '#agreement/words/en';
import { placeName } from '#agreement/words/places';
import type { PackGap } from '#library/packs-for';
import { useAgreement } from '../agreement-context';
import { Icon } from './icons';

/** One small line: for which law the words are, and how many laws have no pack; opened, whose rules are looked at, and which laws have none. */
export function LawLine(): ReactNode {
  const { laws } = useAgreement();
  const { uses, gaps, titles, before } = laws;
  const counted = uses.filter((use) => use.because.length > 0);
  const words = counted.filter((use) => use.words).reverse();
  const rules = counted.filter((use) => !use.words);
  const law = gaps.find((gap) => gap.reason.kind === 'governing-law');
  const said = law !== undefined ? `No pack for ${lawName(law.reason.code)}` : words.length === 0 ? 'Words for no law in particular' : `Words for ${words[0]?.title ?? ''}`;
  const others = gaps.length - (law === undefined ? 0 : 1);
  return (
    <details className="disclosure text-small law-line">
      <summary>
        <Icon name="down" className="icon-small" />
        <span>
          {said}
          {others > 0 && ` · ${others} other ${others === 1 ? 'law has' : 'laws have'} no pack`}
        </span>
      </summary>
      {before && <p role="status">The words are still those of the law before. Those of the new one are being fetched.</p>}
      <p>{words.length === 0 ? 'The words follow the base alone, and no law.' : `The words follow the base and ${words.map((use) => use.title).join(', ')}, by the governing law.`}</p>
      {rules.length > 0 && <p>Only rules, by seats and places of work: {rules.map((use) => use.title).join(', ')}.</p>}
      {gaps.length > 0 && <p>No pack of its own: {byNearest(gaps, titles)}. An attorney for each of these laws must check the text.</p>}
      <p className="quiet">An attorney must also confirm the words and rules of the packs.</p>
    </details>
  );
}

/** "Italy, Denmark (rules of the European Union are looked at); Scotland (nothing is looked at)". */
function byNearest(gaps: readonly PackGap[], titles: Readonly<Record<string, string>>): string {
  const groups = new Map<string, string[]>();
  for (const { reason, nearest } of gaps) {
    const looked = nearest.length === 0 ? 'nothing is looked at' : `looked at: ${nearest.map((pack) => titles[pack] ?? pack).join(', ')}`;
    groups.set(looked, [...(groups.get(looked) ?? []), placeOf(reason.code)]);
  }
  return [...groups].map(([looked, names]) => `${names.join(', ')} (${looked})`).join('; ');
}

/** "England and Wales", "Switzerland": a law or a place without the words "the law of". */
function placeOf(code: string): string {
  return code === code.toLowerCase() ? lawName(code).replace(/^the law of /, '') : placeName(code);
}
