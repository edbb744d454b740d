import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printDocument, textsOf } from '#agreement/document/print';
import { clauseAttrs, clausesOf } from '#agreement/document/schema';
import { setAnswer, type Answers } from '#agreement/facts/answers';
import { applySteps, markSteps } from '#agreement/proposal';
import { answersOf } from '#operations/create-agreement';
import { libraryFor, libraryOf } from '#operations/library-of';
import { localContext } from '#operations/operation';
import { readLibrary, readPacks } from '#operations/read-library';
import { draft } from '#stages/draft/draft';
import { openWorld } from '#world/open-world';
import { projectFolder } from '#world/project-folder';
import type { World } from '#world/world';

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

const example = answersOf(readFileSync(join(projectFolder(), 'examples/river-sensors/answers.yaml'), 'utf8'));

function under(law: string, answers: Answers = example): Answers {
  const set = setAnswer(answers, 'law.governing', law);
  if (!set.ok) throw new Error('no such law');
  return set.answers;
}

const wordsOf = (answers: Answers, clause: string): string =>
  printDocument(draft(libraryFor(world, answers), answers).document)
    .sections.filter((section) => section.clause === clause)
    .flatMap((section) => [...textsOf(section)])
    .map((text) => text.text)
    .join('\n');

describe('the library of an agreement', () => {
  test('is the same object for the same packs', () => expect(libraryFor(world, under('de'))).toBe(libraryFor(world, under('de'))));
  test('has a digest of its own for each law', () => expect(new Set(['gb-eaw', 'de', 'fr', 'us-ny', 'us-de', 'us-ca', 'it', 'ch'].map((law) => libraryFor(world, under(law)).digest)).size).toBe(8));
  test('a seat brings rules and changes no digest', () => {
    const here = under('de', { ...example, parties: example.parties.map((party) => ({ ...party, seat: 'DE' })) });
    const there = under('de', { ...example, parties: example.parties.map((party) => ({ ...party, seat: 'FR' })) });
    expect(libraryFor(world, there).digest).toBe(libraryFor(world, here).digest);
    expect(libraryFor(world, there).clauses).toBe(libraryFor(world, here).clauses);
    expect(libraryFor(world, there).rules.length).toBeGreaterThan(libraryFor(world, here).rules.length);
  });
  test('without answers is the base', () => expect(libraryOf(world).packs.map((pack) => pack.id)).toEqual(['base']));
  test('takes an organisation’s packs last', () => {
    const own = { folder: 'packs/own', files: { 'pack.yaml': 'id: own\ntitle: Ours\nversion: 1.0.0\ndate: 2026-11-24\nextends: base\nlicence: none\n', 'clauses/entire-agreement/clause.yaml': 'id: entire-agreement\nversion: 1\nsource: [House rule]\n', 'clauses/entire-agreement/en.md': '{#ours} The house has the last word.\n' } };
    const library = libraryFor(world, under('fr'), [own]);
    expect(library.packs.map((pack) => pack.id)).toEqual(['base', 'eu', 'fr', 'own']);
    expect(library.clauses.find((clause) => clause.id === 'entire-agreement')?.blocks.map((block) => block.id)).toContain('ours');
  });
  test('each law has words of its own on what is never limited', () => {
    expect(wordsOf(under('de'), 'liability-non-excludable')).toContain('gross negligence');
    expect(wordsOf(under('fr'), 'liability-non-excludable')).toContain('gross fault');
    expect(wordsOf(under('gb-eaw'), 'liability-non-excludable')).not.toContain('gross');
    expect(wordsOf(under('ch'), 'liability-non-excludable')).toBe(wordsOf({ ...example, facts: { ...example.facts, law: {} } }, 'liability-non-excludable'));
  });
});

describe('a law that changes', () => {
  const german = under('de');
  const french = under('fr');
  test('redrafts what nobody rewrote; a clause that reads alike under both laws is taken over as it is', () => {
    const library = libraryFor(world, german);
    const before = draft(library, german).document;
    const after = draft(libraryFor(world, french), french, { document: before, answers: german, library }).document;
    const node = (document: typeof before, id: string) => clausesOf(document).find((clause) => clause.attrs.id === id);
    expect(node(after, 'scope-excluded')).toBe(node(before, 'scope-excluded'));
    expect(node(after, 'liability-non-excludable')?.textContent).toContain('gross fault');
    expect(after.attrs.library).toBe(libraryFor(world, french).digest);
  });
  test('keeps the words of people, and offers a new drafting only where the law has other words', () => {
    const library = libraryFor(world, german);
    const drafted = draft(library, german).document;
    const edited = applySteps(drafted, markSteps(drafted, new Map([['scope-excluded', true], ['liability-non-excludable', true]])));
    if (!edited.ok) throw new Error(edited.why);
    const { document, redrafts } = draft(libraryFor(world, french), french, { document: edited.document, answers: german, library });
    expect(redrafts.map((redraft) => redraft.clause)).toEqual(['liability-non-excludable']);
    expect(clausesOf(document).filter((clause) => clauseAttrs(clause).edited).map((clause) => clause.attrs.id)).toEqual(['scope-excluded', 'liability-non-excludable']);
  });
});

describe('reading a library', () => {
  const context = localContext;
  test('without a wish is the base', async () => expect((await readLibrary.run(context, { words: 'base', rules: '' }, world)).result).toBe(libraryOf(world)));
  test('gives words and rules of the packs asked for, whatever their order', async () => {
    const { result } = await readLibrary.run(context, { words: 'de', rules: 'us-ny,us,fr' }, world);
    const again = await readLibrary.run(context, { words: 'de', rules: 'fr,us,us-ny' }, world);
    expect(result).toBe(again.result);
    expect(result).toMatchObject({ packs: [{ id: 'base' }, { id: 'eu' }, { id: 'de' }], lookedAt: [{ id: 'fr' }, { id: 'us' }, { id: 'us-ny' }] });
  });
  test('of a pack that is not here is refused', () => expect(() => readLibrary.run(context, { words: 'jp', rules: '' }, world)).toThrow('There is no pack "jp" in this installation.'));
  test('looks at what a pack extends, too', async () => expect((await readLibrary.run(context, { words: 'base', rules: 'fr' }, world)).result).toMatchObject({ lookedAt: [{ id: 'eu' }, { id: 'fr' }] }));
  test('the packs are listed, base first', async () => expect((await readPacks.run(context, {}, world)).result.items.map((pack) => pack.id)).toEqual(['base', 'eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca']));
});
