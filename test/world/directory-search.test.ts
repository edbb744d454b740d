import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import type { Directory, FoundPage } from '#world/store/directory';
import { excerptOf, termsOf } from '#world/store/sql/search-terms';
import { matchOf } from '#world/store/sqlite/words';
import { partyRow } from '../suites/store-conformance';
import { processorTime } from '../timed';
import { eachStore } from '../stores';
import { openTown, seatFor, type Town } from './directory-town';

describe.each(eachStore.filter(({ missing }) => missing === undefined))('search $name', (here) => {
  let town: Town;
  let directory: Directory;

  beforeEach(async () => {
    town = await openTown(here);
    directory = town.database.directory;
    await town.people('Ada', 'Ben', 'Cy', 'Eve');
  });
  afterEach(() => town.end());

  const own = (id: string, title: string, words: string, parties: string[] = ['North']): Promise<void> => town.begin(id, [{ person: 'ada', party: 'alpha' }], { rows: [partyRow('alpha', { title, words, parties })] });
  const search = (text: string, person = 'ada', limit = 50): Promise<FoundPage> => directory.search(person, text, { limit });
  const ids = async (text: string, person = 'ada'): Promise<string[]> => (await search(text, person)).items.map((item) => item.id);

  test('finds words in title, names of parties and text, in this order, the newest first', async () => {
    await own('a1', 'One', 'the harbour master');
    await own('a2', 'Two', 'nothing', ['Harbour Authority']);
    await own('a3', 'Harbour pilot', 'nothing');
    await own('a4', 'Four', 'a harbour');
    await own('a5', 'A harbour', 'harbour', ['Harbour']);
    await own('a6', 'Six', 'harb our');
    expect(await ids('harbour')).toEqual(['a5', 'a3', 'a2', 'a4', 'a1']);
  });
  test('finds all words wherever they stand, and the last one by its beginning', async () => {
    await own('a1', 'Tidemark', 'nitrate sensing in rivers', ['Vand']);
    await own('a2', 'Tidemark', 'nothing of the kind');
    expect(await ids('tidemark vand nitr')).toEqual(['a1']);
    expect(await ids('tidem vand')).toEqual([]);
    expect(await ids('t')).toEqual(['a2', 'a1']);
    expect(await ids('Tidemark NOT nitrate')).toEqual([]);
  });
  test.each([
    ['cases', 'HARBOUR', 'harbour'],
    ['marks that are missing', 'uberlandwerk', 'Überlandwerk'],
    ['marks that are too many', 'hárbour', 'harbour'],
    ['marks composed otherwise', 'u\u0308ber', '\u00fcber'],
    ['Greek in capitals', 'ΣΥΜΦΩΝΙΑ', 'συμφωνία'],
    ['Vietnamese', 'thoa thuan', 'thỏa thuận'],
    ['Korean', '협정', '기업 협정서'],
    ['Cyrillic', 'договор', 'ДОГОВОР'],
    ['Hindi with its marks', 'हिन्दी', 'समझौता हिन्दी में'],
    ['Chinese from the first sign on', '漢字', '漢字文化'],
    ['digits', '2027', 'until 31 August 2027'],
  ])('%s do not matter', async (_, text, words) => {
    await own('a1', 'One', words);
    expect(await ids(text)).toEqual(['a1']);
  });
  test('a sign inside a word of Hindi is no end of it', async () => {
    await own('a1', 'One', 'ह न द');
    expect(await ids('हिन्दी')).toEqual([]);
  });

  describe('who may find what', () => {
    beforeEach(async () => {
      const rows = [partyRow('alpha', { title: 'Tidemark', words: 'fallback walrus' }), partyRow('beta', { title: 'Tidemark', words: 'public herring' })];
      await town.begin('a1', [{ person: 'ada', party: 'alpha' }, { person: 'cy', party: 'alpha', role: 'reader' }, { person: 'ben', party: 'beta' }], { rows });
    });
    test('each party finds by its own words alone', async () => {
      expect([await ids('walrus', 'ada'), await ids('walrus', 'cy'), await ids('walrus', 'ben'), await ids('walrus', 'eve')]).toEqual([['a1'], ['a1'], [], []]);
      expect([await ids('herring', 'ada'), await ids('herring', 'ben'), await ids('tidemark', 'ben'), await ids('tidemark', 'eve')]).toEqual([[], ['a1'], ['a1'], []]);
    });
    test('a seat that ended finds nothing, a new one of another party what that party may see', async () => {
      await town.share('a1', seatFor({ person: 'ada', party: 'alpha' }), { ends: ['cy'] });
      expect(await ids('tidemark', 'cy')).toEqual([]);
      await town.share('a1', seatFor({ person: 'ben', party: 'beta' }), { grants: [{ person: 'cy', party: 'beta', role: 'reader', organisation: null }] });
      expect([await ids('walrus', 'cy'), await ids('herring', 'cy')]).toEqual([[], ['a1']]);
    });
    test('the live seat decides, not the mark in the index', async () => {
      await town.database.kysely.updateTable('seats').set({ ended_at: '2026-11-21T10:00:00.000Z' }).where('person', '=', 'cy').execute();
      expect(await ids('tidemark', 'cy')).toEqual([]);
    });
    test.each(['\u{e000}ada', '\u{e000}ben', '\u{e000}', 'ada', 'ben', 'persons', 'beta', 'a1'])('marks, ids and columns are no words: "%s"', async (text) => {
      expect([await ids(text, 'ben'), await ids(text, 'ada'), await ids(text, 'eve')]).toEqual([[], [], []]);
    });
    test('somebody whose id is the beginning of another finds only what is theirs', async () => {
      await town.begin('a2', [{ person: 'ad', party: 'alpha' }], { rows: [partyRow('alpha', { title: 'Tidemark' })] });
      await town.begin('a3', [{ person: 'a-d-a', party: 'alpha' }], { rows: [partyRow('alpha', { title: 'Tidemark' })] });
      expect([await ids('tidemark', 'ad'), await ids('tidemark', 'ada'), await ids('tidemark', 'a-d-a')]).toEqual([['a2'], ['a1'], ['a3']]);
    });
    test('new words take the place of the old ones, and the old ones stay where none are given', async () => {
      const ada = seatFor({ person: 'ada', party: 'alpha' });
      await town.share('a1', ada, { rows: [partyRow('alpha', { title: 'Renamed', words: 'seal' })] });
      expect([await ids('walrus'), await ids('seal'), await ids('renamed'), await ids('tidemark')]).toEqual([[], ['a1'], ['a1'], []]);
      await town.share('a1', ada, { rows: [partyRow('alpha', { title: 'Again' })] });
      expect([await ids('seal'), await ids('again')]).toEqual([['a1'], ['a1']]);
    });
    test('an archived agreement is found and says so', async () => {
      await directory.archive('ada', 'a1', true);
      expect((await search('tidemark')).items.map((item) => item.archivedAt)).toEqual(['2026-11-20T10:00:00.000Z']);
    });
  });

  test.each([
    '"', '""', '"""', "'", '*', '"tide', 'tide"', '"tide" OR "x"', 'tide OR x', 'tide AND', 'NOT tide', '(tide', 'tide)', 'NEAR(tide x)', 'title:tide', '{title}:tide', 'persons : ada', '-tide', '^tide', '+tide', 'tide*', '* tide',
    'tide; drop table search', "x' or '1'='1", '\0', 'tide\0mark', '\ud800', '\udc00tide', '\u202etide', '🦭', '%', '_', '\\', '?', ':1', '$x', '@x', '{', '}', ' ', '\n\t', '---', '\u0301', 'a'.repeat(900), 'a '.repeat(400),
  ])('nothing that people type reaches the language of the index: %j', async (text) => {
    await own('a1', 'Tidemark', 'tide');
    const found = await search(text);
    expect(found.items.map((item) => item.id).filter((id) => id !== 'a1')).toEqual([]);
    expect(found.next).toBeNull();
    expect((await search(text, 'eve')).items).toEqual([]);
  });
  test.each([
    ['title:tide', []],
    ['tide"', ['a1']],
    ['-tide', ['a1']],
    ['tide & mark', ['a1']],
    ['tide/mark', ['a1']],
    ['---', []],
  ])('what is no letter only parts words: %s', async (text, expected) => {
    await own('a1', 'One', 'tide and mark');
    expect(await ids(text)).toEqual(expected);
  });
  test('a search has an end', async () => {
    await expect(search('x'.repeat(1001))).rejects.toThrow(InputError);
  });

  test('pages hold everything once, in the order of one page', async () => {
    for (let index = 0; index < 11; index++) {
      const [title, parties] = index % 3 === 0 ? ['Tide', ['North']] : index % 3 === 1 ? ['One', ['Tide']] : ['One', ['North']];
      await own(`a${String(index).padStart(2, '0')}`, title as string, 'tide', parties as string[]);
    }
    const whole = (await search('tid')).items.map((item) => item.id);
    expect(whole).toEqual(['a09', 'a06', 'a03', 'a00', 'a10', 'a07', 'a04', 'a01', 'a08', 'a05', 'a02']);
    for (const limit of [1, 2, 3, 4, 5, 10, 11]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await directory.search('ada', 'tid', { limit, ...(after !== undefined && { after }) });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map((item) => item.id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen).toEqual(whole);
    }
  });
  test('a page has 50 at most', async () => {
    for (let index = 0; index < 52; index++) await own(`a${index}`, 'Tide', '');
    const page = await search('tide', 'ada', 200);
    expect(page.items).toHaveLength(50);
    expect((await directory.search('ada', 'tide', { limit: 200, after: page.next ?? '' })).items).toHaveLength(2);
  });
  test.each(['x', '3~1', '0~', '0~-1', '1~1 or 1', '~1'])('the end "%s" of no page is refused', async (after) => {
    await expect(directory.search('ada', 'x', { limit: 9, after })).rejects.toThrow(InputError);
  });

  test('words of the text come with the match marked; of title and names they need not', async () => {
    await own('a1', 'One', 'The harbour master\nkeeps <b>the Harbours</b> open.');
    const [found] = (await search('harbour')).items;
    expect(found?.excerpt).toBe('The harbour master keeps <b>the Harbours</b> open.');
    expect(found?.marks.map(({ from, to }) => found.excerpt?.slice(from, to))).toEqual(['harbour', 'Harbours']);
    await own('a2', 'Harbour', 'harbour');
    expect((await search('harbour')).items[0]).toMatchObject({ id: 'a2', excerpt: null, marks: [] });
  });
});

describe('excerpts', () => {
  const excerpt = (words: string, text: string) => excerptOf(words, termsOf(text));
  const marked = (words: string, text: string): string[] => {
    const found = excerpt(words, text);
    return found === null ? [] : found.marks.map(({ from, to }) => found.text.slice(from, to));
  };
  const filler = 'word '.repeat(200);

  test('are cut at spaces and say so', () => {
    const found = excerpt(`${filler}harbour ${filler}`, 'harbour');
    expect(found?.text).toMatch(/^… (word )+harbour (word )+…$/);
    expect(found?.text.length).toBeLessThanOrEqual(224);
  });
  test('begin and end plainly where the text does', () => {
    expect(excerpt('A harbour.', 'harbour')?.text).toBe('A harbour.');
    expect(excerpt(`harbour ${filler}`, 'harbour')?.text).toMatch(/^harbour word/);
    expect(excerpt(`${filler}harbour`, 'harbour')?.text).toMatch(/word harbour$/);
  });
  test('stand around the longest word, and mark the others there', () => {
    expect(excerpt(`the ${filler} the harbour`, 'the harbour')?.text).toMatch(/the harbour$/);
    expect(marked(`the ${filler} the harbour`, 'the harbour')).toEqual(['the', 'harbour']);
  });
  test('mark whole words, with their marks', () => {
    expect(marked('Überlandwerke und Uber', 'uber')).toEqual(['Überlandwerke', 'Uber']);
    expect(marked('한국 기업 협정', '협')).toEqual(['협정']);
    expect(marked('I\u0307stanbul', 'istanbul')).toEqual(['I\u0307stanbul']);
  });
  test('are none where no word is', () => {
    expect(excerpt('nothing', 'harbour')).toBeNull();
    expect(excerpt('', 'harbour')).toBeNull();
  });
  test.each([`${'x'.repeat(100)} harbour${'y'.repeat(1000)}`, `harbour${'🦭'.repeat(400)}`, `${'🦭'.repeat(400)}harbour`, `${'🦭'.repeat(31)}x${'🦭'.repeat(31)}harbour`])('never cut a character in two', (words) => {
    for (const text of ['harbour', 'h']) expect(excerpt(words, text)?.text ?? '').not.toMatch(/[\ud800-\udfff]/u);
  });
  test('a text of one word a hundred thousand times is looked through in no time', async () => {
    expect(await processorTime(() => expect(excerpt('a '.repeat(100_000), 'zebra')).toBeNull())).toBeLessThan(2000);
  });
  test('words are quoted, the last one open', () => {
    expect(matchOf(termsOf('he said "no" OR NEAR(x)'))).toBe('"he" "said" "no" "or" "near" "x" *');
    expect(termsOf('a '.repeat(100))).toHaveLength(16);
    expect(termsOf('\u0301 — *')).toEqual([]);
  });
});
