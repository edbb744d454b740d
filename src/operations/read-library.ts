import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { libraryOfPacks, packInfos } from '#operations/library-of';
import { operation } from '#operations/operation';
import type { World } from '#world/world';

const packId = z.string().regex(/^[a-z]{2,}(-[a-z]{2,4})*$/);

/** The compiled library of an agreement, so that a browser can draft and inspect by itself. */
export const readLibrary = operation({
  name: 'read-library',
  summary: 'Read the compiled library of clauses, with the words and rules of the packs of law asked for.',
  kind: 'read',
  input: z.strictObject({
    words: packId.default('base').meta({ description: 'The pack whose words lie over the base, with those that it extends, such as de' }),
    rules: z.string().max(200).default('').meta({ description: 'Packs of which only the rules are looked at, separated by commas' }),
  }),
  output: z.unknown(),
  may: 'anyone',
  run: (_context, { words, rules }, world) => {
    const { laid, beside } = chosenPacks(world, words, rules);
    return Promise.resolve({ result: libraryOfPacks(world, laid, beside) });
  },
});

/** The packs whose words are laid and those whose rules are looked at beside them; an InputError for one that is not here. */
export function chosenPacks(world: World, words: string, rules: string): { laid: string[]; beside: string[] } {
  const infos = packInfos(world);
  const beside = rules.split(',').map((one) => one.trim()).filter((one) => one !== '');
  const unknown = [words, ...beside].find((id) => !infos.some((info) => info.id === id));
  if (unknown !== undefined) throw new InputError(`There is no pack "${unknown}" in this installation.`, `Packs: ${infos.map((info) => info.id).join(', ')}.`, 'words');
  const chainOf = (id: string): string[] => {
    const above = infos.find((info) => info.id === id)?.extends ?? null;
    return above === null ? [id] : [...chainOf(above), id];
  };
  const chain = chainOf(words);
  const looked = new Set(beside.flatMap(chainOf));
  // In the order of the installation, so that the same packs are the same library.
  return { laid: chain, beside: infos.map((info) => info.id).filter((id) => looked.has(id) && !chain.includes(id)) };
}

/** What each pack of this installation says of itself, so that a browser can choose those of an agreement. */
export const readPacks = operation({
  name: 'read-packs',
  summary: 'List the packs of law that this installation has.',
  kind: 'read',
  input: z.strictObject({}),
  output: z.object({
    items: z.array(z.object({ id: z.string(), version: z.string(), date: z.string(), extends: z.string().nullable(), licence: z.string(), title: z.string(), law: z.string().nullable(), covers: z.array(z.string()) })),
  }),
  may: 'anyone',
  run: (_context, _input, world) => Promise.resolve({ result: { items: packInfos(world) } }),
});
