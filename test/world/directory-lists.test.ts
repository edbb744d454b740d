import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import type { Directory, Home, ListFilter } from '#world/store/directory';
import type { AgreementDate } from '#world/store/store';
import { partyRow } from '../suites/store-conformance';
import { eachStore } from '../stores';
import { openTown, seatFor, type Town } from './directory-town';

const ada = seatFor({ person: 'ada', party: 'alpha' });

describe.each(eachStore.filter(({ missing }) => missing === undefined))('lists $name', (here) => {
  let town: Town;
  let directory: Directory;

  beforeEach(async () => {
    town = await openTown(here);
    directory = town.database.directory;
    await town.people('Ada', 'Ben', 'Cy', 'Eve');
  });
  afterEach(() => town.end());

  let minute = 0;
  const tick = (): string => {
    const time = new Date(Date.parse('2026-11-20T10:00:00.000Z') + (minute += 1) * 60_000).toISOString();
    town.clock.set(time);
    return time;
  };
  const own = async (id: string, row: Parameters<typeof partyRow>[1] = {}, organisation: string | null = null): Promise<void> => {
    tick();
    await town.begin(id, [{ person: 'ada', party: 'alpha', organisation }], { rows: [partyRow('alpha', row)] });
  };
  const ids = async (filter: ListFilter = {}, person = 'ada', limit = 50): Promise<string[]> => (await directory.list(person, filter, { limit })).items.map((item) => item.id);
  const walk = async (filter: ListFilter, limit: number, person = 'ada'): Promise<string[][]> => {
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await directory.list(person, filter, { limit, ...(after !== undefined && { after }) });
      pages.push(page.items.map((item) => item.id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    return pages;
  };

  describe('agreements', () => {
    test('a row says what its party sees, and what is asked of the person', async () => {
      const north = await directory.createOrganisation('ada', 'North');
      const at = tick();
      const shown = { title: 'Tidemark', type: 'RD', parties: ['North', 'Vand'], status: 'drafted', turn: 3 };
      const rows = [partyRow('alpha', { ...shown, needs: [{ role: 'lead', what: 'answer', from: 'Vand' }] }), partyRow('beta', { ...shown, title: 'Tidemark, as sent', waits: [{ party: 'alpha', name: 'North', what: 'answer' }] })];
      await town.begin('a1', [{ person: 'ada', party: 'alpha', organisation: north }, { person: 'ben', party: 'beta' }], { rows });
      const same = { id: 'a1', type: 'RD', parties: ['North', 'Vand'], status: 'drafted', turn: 3, role: 'lead', updatedAt: at, archivedAt: null };
      expect((await directory.list('ada', {}, { limit: 9 })).items).toEqual([{ ...same, title: 'Tidemark', party: 'alpha', organisation: { id: north, name: 'North' }, need: { what: 'answer', since: at, from: 'Vand' }, waits: [], waitsSince: null }]);
      expect((await directory.list('ben', {}, { limit: 9 })).items).toEqual([{ ...same, title: 'Tidemark, as sent', party: 'beta', organisation: null, need: null, waits: [{ party: 'alpha', name: 'North', what: 'answer' }], waitsSince: at }]);
    });
    test('the newest change comes first', async () => {
      for (const id of ['a1', 'a2', 'a3']) await own(id);
      tick();
      await town.share('a1', ada);
      expect(await ids()).toEqual(['a1', 'a3', 'a2']);
    });
    test('nobody sees an agreement without a seat there, or after the seat ended', async () => {
      await town.begin('a1', [{ person: 'ada', party: 'alpha' }, { person: 'cy', party: 'alpha', role: 'reader' }, { person: 'ben', party: 'beta' }]);
      expect([await ids({}, 'cy'), await ids({}, 'ben'), await ids({}, 'eve'), await ids({}, 'nobody')]).toEqual([['a1'], ['a1'], [], []]);
      await town.share('a1', ada, { ends: ['cy'] });
      expect([await ids({}, 'cy'), await ids({ archived: true }, 'cy')]).toEqual([[], []]);
    });
    test.each([1, 2, 3, 7, 200])('pages of %i hold everything once, also at equal times', async (limit) => {
      for (let index = 0; index < 7; index++) await (index % 3 === 0 ? own(`a${index}`) : town.begin(`a${index}`, [{ person: 'ada', party: 'alpha' }]));
      const pages = await walk({}, limit);
      expect(pages.flat()).toEqual(['a6', 'a5', 'a4', 'a3', 'a2', 'a1', 'a0']);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      expect(pages).toHaveLength(Math.ceil(7 / limit));
    });
    test('what changes while somebody reads on does not come twice', async () => {
      for (let index = 0; index < 6; index++) await own(`a${index}`);
      const first = await directory.list('ada', {}, { limit: 3 });
      tick();
      await town.share('a1', ada);
      const second = await directory.list('ada', {}, { limit: 3, after: first.next ?? '' });
      expect([...first.items, ...second.items].map((item) => item.id)).toEqual(['a5', 'a4', 'a3', 'a2', 'a0']);
    });
    test.each(['x', '~', '2026-11-20T10:00:00.000Z', "2026-11-20T10:00:00.000Z~a' or 1=1", '1~2'])('the end "%s" of no page is refused', async (after) => {
      await expect(directory.list('ada', {}, { limit: 9, after })).rejects.toThrow(InputError);
    });
    test.each([0, -1, 201, 1.5, NaN])('a page of %d is refused', async (limit) => {
      await expect(directory.list('ada', {}, { limit })).rejects.toThrow(InputError);
      await expect(directory.search('ada', 'x', { limit })).rejects.toThrow(InputError);
    });
  });

  describe('filters', () => {
    let north: string;
    beforeEach(async () => {
      north = await directory.createOrganisation('ada', 'North');
      await own('rd', { type: 'RD', status: 'drafted', parties: ['Östersund AB', 'Vand'], waits: [{ party: 'beta', name: 'Vand', what: 'answer' }] });
      await own('nda', { type: 'NDA', status: 'signed', parties: ['Vand "Vest" \\ Co'], needs: [{ role: 'lead', what: 'sign' }] }, north);
      await own('blank', { type: null, status: 'drafted', parties: ['100 % Tide_Co'], needs: [{ role: 'counsel', what: 'clear' }, { role: 'lead', what: 'send' }] }, north);
    });
    test.each<[string, ListFilter, string[]]>([
      ['nothing', {}, ['blank', 'nda', 'rd']],
      ['type', { type: 'NDA' }, ['nda']],
      ['an unknown type', { type: 'nda' }, []],
      ['status', { status: 'drafted' }, ['blank', 'rd']],
      ['any need', { needs: true }, ['blank', 'nda']],
      ['one need', { needs: 'send' }, ['blank']],
      ['a need of another role', { needs: 'clear' }, []],
      ['no organisation', { organisation: null }, ['rd']],
      ['an organisation that is not there', { organisation: 'nowhere' }, []],
      ['waiting on others', { waits: true }, ['rd']],
      ['several at once', { status: 'drafted', needs: true }, ['blank']],
      ['a part of a name', { party: 'vand' }, ['nda', 'rd']],
      ['a part of a name in capitals', { party: 'VAND' }, ['nda', 'rd']],
      ['letters beyond ASCII whatever their case', { party: 'öSTERSUND' }, ['rd']],
      ['letters that are composed otherwise', { party: 'O\u0308stersund' }, ['rd']],
      ['a letter that is not there', { party: 'ästersund' }, []],
      ['a quotation mark', { party: '"vest"' }, ['nda']],
      ['a backslash', { party: '\\ co' }, ['nda']],
      ['a percent sign', { party: '100 %' }, ['blank']],
      ['a percent sign alone', { party: '%' }, ['blank']],
      ['an underscore', { party: 'tide_' }, ['blank']],
      ['an underscore elsewhere', { party: 'v_nd' }, []],
      ['what stands between two names', { party: 'ab","vand' }, []],
      ['brackets of the list', { party: '["' }, []],
      ['not archived, said so', { archived: false }, ['blank', 'nda', 'rd']],
    ])('by %s', async (_, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
    });
    test('by organisation', async () => {
      expect(await ids({ organisation: north })).toEqual(['blank', 'nda']);
    });
    test('pages go on behind what a filter leaves out', async () => {
      for (let index = 0; index < 9; index++) await own(`x${index}`, { parties: [index % 2 === 0 ? 'Tide' : 'Töde'], status: index % 3 === 0 ? 'sealed' : 'drafted' });
      expect(await walk({ party: 'tide' }, 2)).toEqual([['x8', 'x6'], ['x4', 'x2'], ['x0', 'blank']]);
      expect(await walk({ party: 'tÖde' }, 1)).toEqual([['x7'], ['x5'], ['x3'], ['x1']]);
      expect(await walk({ status: 'sealed' }, 2)).toEqual([['x6', 'x3'], ['x0']]);
    });
    test('a part of a name has an end', async () => {
      await expect(directory.list('ada', { party: 'x'.repeat(201) }, { limit: 9 })).rejects.toThrow(InputError);
    });
    test('type and status follow what the own party sees', async () => {
      tick();
      await town.share('rd', ada, { rows: [partyRow('alpha', { type: 'JV', status: 'sealed' })] });
      expect([await ids({ type: 'JV' }), await ids({ status: 'sealed' }), await ids({ type: 'RD' })]).toEqual([['rd'], ['rd'], []]);
    });
  });

  describe('archive', () => {
    beforeEach(async () => {
      await town.begin('a1', [{ person: 'ada', party: 'alpha' }, { person: 'cy', party: 'alpha' }]);
      await own('a2');
      await own('a3');
    });
    test('puts aside for this person alone, and back', async () => {
      expect(await directory.archive('ada', 'a1', true)).toBe(true);
      expect([await ids(), await ids({ archived: true }), await ids({}, 'cy'), await ids({ archived: true }, 'cy')]).toEqual([['a3', 'a2'], ['a1'], ['a1'], []]);
      expect(await directory.archive('ada', 'a1', false)).toBe(true);
      expect([await ids(), await ids({ archived: true })]).toEqual([['a3', 'a2', 'a1'], []]);
    });
    test('the lately archived comes first, and archiving again changes nothing', async () => {
      const times = [];
      for (const id of ['a2', 'a3', 'a1']) {
        times.push(tick());
        await directory.archive('ada', id, true);
      }
      tick();
      await directory.archive('ada', 'a2', true);
      expect(await walk({ archived: true }, 2)).toEqual([['a1', 'a3'], ['a2']]);
      expect((await directory.list('ada', { archived: true }, { limit: 9 })).items.map((item) => item.archivedAt)).toEqual(times.reverse());
    });
    test('foreign, absent and ended look the same', async () => {
      await town.share('a1', ada, { ends: ['cy'] });
      expect([await directory.archive('eve', 'a1', true), await directory.archive('ada', 'nowhere', true), await directory.archive('cy', 'a1', true)]).toEqual([false, false, false]);
    });
  });

  describe('views', () => {
    const filter: ListFilter = { organisation: null, type: 'RD', needs: true, party: 'Tide' };
    test('are kept by name, each person their own', async () => {
      await directory.saveView('ada', { id: 'v1', name: 'waiting', filter });
      await directory.saveView('ada', { id: 'v2', name: 'Signed', filter: { status: 'signed' } });
      await directory.saveView('ben', { id: 'v1', name: 'Of Ben', filter: {} });
      expect(await directory.views('ada')).toEqual([{ id: 'v2', name: 'Signed', filter: { status: 'signed' } }, { id: 'v1', name: 'waiting', filter }]);
      expect((await directory.views('ben')).map((view) => view.name)).toEqual(['Of Ben']);
    });
    test('are replaced and deleted', async () => {
      await directory.saveView('ada', { id: 'v1', name: 'One', filter });
      await directory.saveView('ada', { id: 'v1', name: 'Two', filter: {} });
      expect(await directory.views('ada')).toEqual([{ id: 'v1', name: 'Two', filter: {} }]);
      expect([await directory.deleteView('ben', 'v1'), await directory.deleteView('ada', 'v1'), await directory.deleteView('ada', 'v1')]).toEqual([false, true, false]);
    });
    test('are a hundred at most, and short', async () => {
      for (let index = 0; index < 100; index++) await directory.saveView('ada', { id: `v${index}`, name: `View ${index}`, filter: {} });
      await expect(directory.saveView('ada', { id: 'one-more', name: 'x', filter: {} })).rejects.toThrow(InputError);
      await directory.saveView('ada', { id: 'v99', name: 'again', filter: {} });
      await expect(directory.saveView('ada', { id: 'v1', name: 'x'.repeat(201), filter: {} })).rejects.toThrow(InputError);
      await expect(directory.saveView('ada', { id: 'v1', name: 'x', filter: { party: 'x'.repeat(3000) } })).rejects.toThrow(InputError);
      await expect(directory.saveView('ada', { id: 'V 1', name: 'x', filter: {} })).rejects.toThrow(InputError);
    });
  });

  describe('home', () => {
    const today = '2026-11-23';
    const date = (on: string, more: Partial<AgreementDate> = {}): AgreementDate => ({ party: 'alpha', on, obligation: `o-${on}`, what: `Report of ${on}`, clause: '5.1', ...more });
    const home = (person = 'ada', organisation: string | null = null): Promise<Home> => directory.home(person, organisation, today);
    const days = ({ dates }: Home): string[] => dates.items.map((item) => item.on);
    const withDates = async (id: string, dates: AgreementDate[]): Promise<void> => {
      tick();
      await town.begin(id, [{ person: 'ada', party: 'alpha' }, { person: 'ben', party: 'beta' }], { dates });
    };

    test('of somebody without agreements is empty', async () => {
      const none = { count: 0, items: [] };
      expect(await home('eve')).toEqual({ needs: none, waits: none, dates: { overdue: 0, soon: 0, items: [] }, agreements: none });
    });
    test('what needs one comes first, longest waiting first', async () => {
      await own('a1', { needs: [{ role: 'lead', what: 'sign' }] });
      await own('a2', { needs: [{ role: 'counsel', what: 'clear' }] });
      await own('a3', { needs: [{ role: 'lead', what: 'answer' }], waits: [{ party: 'beta', what: 'answer' }] });
      tick();
      await town.share('a1', ada);
      const { needs, waits, agreements } = await home();
      expect([needs.count, needs.items.map((item) => `${item.id} ${item.need?.what}`)]).toEqual([2, ['a1 sign', 'a3 answer']]);
      expect(waits).toEqual({ count: 0, items: [] });
      expect([agreements.count, agreements.items.map((item) => item.id)]).toEqual([3, ['a1', 'a3', 'a2']]);
    });
    test('what waits on others comes longest waiting first', async () => {
      const waits = [{ party: 'beta', what: 'answer' as const }];
      await own('a1', { waits });
      await own('a2', { waits });
      tick();
      await town.share('a1', ada, { rows: [partyRow('alpha', { waits })] });
      const found = await home();
      expect([found.waits.count, found.waits.items.map((item) => item.id)]).toEqual([2, ['a1', 'a2']]);
      expect(found.waits.items[0]?.waitsSince).not.toBe(found.waits.items[0]?.updatedAt);
    });
    test('days are overdue before today, soon for 30 days and later then', async () => {
      await withDates('a1', ['2026-11-22', '2026-11-23', '2026-12-22', '2026-12-23', '2027-11-01'].map((on) => date(on)));
      const found = await home();
      expect(found.dates).toMatchObject({ overdue: 1, soon: 2 });
      expect(days(found)).toEqual(['2026-11-22', '2026-11-23', '2026-12-22', '2026-12-23', '2027-11-01']);
      expect(found.dates.items[0]).toEqual({ agreement: 'a1', title: 'One', party: 'alpha', own: true, on: '2026-11-22', obligation: 'o-2026-11-22', what: 'Report of 2026-11-22', clause: '5.1' });
    });
    test('the day of another party is not the own one', async () => {
      await withDates('a1', [date('2026-12-01', { party: 'beta' })]);
      expect([(await home('ada')).dates.items[0]?.own, (await home('ben')).dates.items[0]?.own]).toEqual([false, true]);
    });
    test('days of several agreements come in order, the next of the later ones whatever agreement they are of', async () => {
      await withDates('a1', ['2026-12-05', '2027-02-01', '2027-02-09'].map((on) => date(on)));
      await withDates('a2', ['2026-12-03', '2027-01-15', '2027-06-01'].map((on) => date(on)));
      await withDates('a3', ['2027-01-20', '2027-01-10', '2027-03-01'].map((on) => date(on)));
      expect(days(await home())).toEqual(['2026-12-03', '2026-12-05', '2027-01-10', '2027-01-15', '2027-01-20', '2027-02-01', '2027-02-09']);
    });
    test('all later days are among the first of the first agreements', async () => {
      for (let index = 0; index < 9; index++) await withDates(`a${index}`, [date(`2027-0${index + 1}-15`), date('2027-01-20')]);
      expect(days(await home())).toEqual(['2027-01-15', ...Array.from({ length: 4 }, () => '2027-01-20')]);
    });
    test('an archived agreement asks nothing, but its days stay', async () => {
      await own('a1', { needs: [{ role: 'lead', what: 'sign' }] });
      await withDates('a2', [date('2026-11-01'), date('2027-11-01')]);
      await directory.archive('ada', 'a1', true);
      await directory.archive('ada', 'a2', true);
      const found = await home();
      expect([found.needs.count, found.agreements.count, found.dates.overdue, days(found)]).toEqual([0, 0, 1, ['2026-11-01', '2027-11-01']]);
    });
    test('an ended seat and a foreign one show nothing', async () => {
      await withDates('a1', [date('2026-11-01')]);
      await town.share('a1', seatFor({ person: 'ben', party: 'beta' }), { grants: [{ person: 'cy', party: 'beta', role: 'lead', organisation: null }] });
      await town.share('a1', seatFor({ person: 'cy', party: 'beta' }), { ends: ['ben'] });
      expect([(await home('ben')).dates.overdue, (await home('eve')).dates.overdue, (await home('cy')).dates.overdue]).toEqual([0, 0, 1]);
    });
    test('of one organisation only what is held for it', async () => {
      const north = await directory.createOrganisation('ada', 'North');
      const needs = [{ role: 'lead' as const, what: 'sign' as const }];
      await own('a1', { needs }, north);
      await own('a2', { needs });
      await own('a3', { waits: [{ party: 'beta', what: 'join' }] }, north);
      tick();
      await town.share('a1', ada, { dates: [date('2026-11-01'), date('2027-05-01')] });
      await town.share('a2', ada, { dates: [date('2026-11-02')] });
      const found = await home('ada', north);
      expect([found.needs.items.map((item) => item.id), found.waits.count, found.agreements.count, found.dates.overdue, days(found)]).toEqual([['a1'], 1, 2, 1, ['2026-11-01', '2027-05-01']]);
      expect((await home('ada', 'nowhere')).agreements.count).toBe(0);
    });
    test('each list is cut, each count is not', async () => {
      for (let index = 0; index < 25; index++) await own(`n${index}`, { needs: [{ role: 'lead', what: 'sign' }] });
      for (let index = 0; index < 22; index++) await own(`w${index}`, { waits: [{ party: 'beta', what: 'sign' }] });
      await withDates('a1', Array.from({ length: 30 }, (_, index) => date('2026-11-01', { obligation: `o${index}` })));
      await withDates('a2', [...Array.from({ length: 30 }, (_, index) => date('2026-12-01', { obligation: `o${index}` })), date('2027-12-01')]);
      const found = await home();
      expect([found.needs.count, found.needs.items.length, found.waits.count, found.waits.items.length, found.agreements.count, found.agreements.items.length]).toEqual([25, 20, 22, 20, 49, 10]);
      expect([found.dates.overdue, found.dates.soon, days(found)]).toEqual([30, 30, [...Array.from({ length: 20 }, () => '2026-11-01'), ...Array.from({ length: 20 }, () => '2026-12-01')]]);
    });
    test.each(['', '2026-13-01', '23.11.2026', '2026-11-23T00:00:00Z'])('"%s" is no day', async (day) => {
      await expect(directory.home('ada', null, day)).rejects.toThrow(InputError);
    });
  });
});
