import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answers } from '#agreement/facts/schema/answers-file';
import type { Library, PackInfo } from '#library/library';
import { packsFor, type PacksFor } from '#library/packs-for';
import { queries } from './api';

/** The packs of law that count on this page, with the titles of all packs. */
export interface LawsHere extends PacksFor {
  titles: Readonly<Record<string, string>>;
  /** True while the words on this page are still those of the law before: the new ones are on their way, or cannot be had. */
  before: boolean;
}

/** The library of answers, and how it comes. */
export interface LibraryHere {
  laws: LawsHere;
  /** Undefined until the first one is there; while another law is fetched, the one before stays. */
  library: Library | undefined;
  error: Error | null;
  again: () => void;
}

/** The library of answers as they stand, with the pack of the own side where it has one: when the governing law, a seat or a place of work changes, another one is fetched. */
export function useLibrary(answers: Answers, packs: readonly PackInfo[], own: { agreement: string; pack: string | null }): LibraryHere {
  // Most answers change no pack: the same choice is the same object, so that no screen is drawn again for it.
  const choice = JSON.stringify(packsFor(answers, packs));
  const chosen = useMemo(() => JSON.parse(choice) as PacksFor, [choice]);
  const words = chosen.uses.findLast((use) => use.words)?.pack ?? 'base';
  const rules = chosen.uses.filter((use) => !use.words).map((use) => use.pack).sort().join(',');
  const { data, error, isPlaceholderData, refetch } = useQuery<Library>({ ...(own.pack === null ? queries.library(words, rules) : queries.ownLibrary(own.agreement, own.pack, words, rules)), placeholderData: keepPreviousData });
  const laws = useMemo(() => ({ ...chosen, titles: Object.fromEntries(packs.map((pack) => [pack.id, pack.title])), before: isPlaceholderData }), [chosen, packs, isPlaceholderData]);
  return { laws, library: data, error, again: () => void refetch() };
}
