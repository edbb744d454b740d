import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clauseTemplate, type ClauseTemplate } from '#library/library';
import { packFiles, libraryOf } from '../library/packs';
import { answersOf, blocksIn, caseForm, casesOf, check, draftAlone } from './cases';

const packs = ['eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca'];

const overlays = packs.flatMap((pack) => {
  try {
    return readdirSync(new URL(`../../packs/${pack}/clauses/`, import.meta.url)).map((id) => [pack, id] as const);
  } catch {
    return [];
  }
});

/** The blocks to which a pack gives words of its own. */
function ownBlocks(pack: string, id: string): string[] {
  return [...(packFiles(pack).files[`clauses/${id}/en.md`] ?? '').matchAll(/^\{#([a-z0-9-]+)\}/gm)].map((match) => match[1] as string);
}

describe.each(overlays)('%s: %s', (pack, id) => {
  const library = libraryOf(pack);
  const template = clauseTemplate(library, id) as ClauseTemplate;
  const read = casesOf(pack, id);
  const cases = read instanceof Error ? [] : read;

  test.each(cases.map((one) => [one.name, one] as const))(`${pack}/${id}: %s`, (_, one) => check(library, template, one));

  test(`${pack}/${id}: its cases show its words, with two parties and with five, both sides of every condition`, () => {
    if (read instanceof Error) throw read;
    const seen = cases.map((one) => blocksIn(template, draftAlone(template, answersOf(library, template, one))));
    const own = template.blocks.filter((block) => ownBlocks(pack, id).includes(block.id));
    const never = own.filter((block) => !seen.some((blocks) => blocks.has(block.id))).map((block) => block.id);
    const always = own.filter((block) => (block.when !== null || block.positions !== null) && seen.every((blocks) => blocks.has(block.id))).map((block) => block.id);
    expect({ never, always }).toEqual({ never: [], always: [] });
    expect(new Set(cases.map((one) => one.parties))).toEqual(new Set([2, 5]));
  });

  test(`${pack}/${id}: names its source`, () => {
    expect(packFiles(pack).files[`clauses/${id}/clause.yaml`]).toMatch(/^source:\n {2}- \S/m);
  });

  test.each([2, 7, 60])(`${pack}/${id}: every position is drafted for %i parties, with all facts and with none`, (parties) => {
    for (const position of template.positions.of) {
      for (const blank of [[], ['parties']]) {
        const { printed } = draftAlone(template, answersOf(library, template, caseForm.parse({ name: position, parties, position, blank })));
        for (const { text } of printed) expect(text, text).not.toMatch(/undefined|\[object|NaN|…|\s[.;:]|\s{2}/);
      }
    }
  });
});
