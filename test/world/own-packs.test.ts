import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localSeat } from '#agreement/record/seat';
import type { Digest } from '#agreement/record/canonical';
import type { Directory, NewPack } from '#world/store/directory';
import { tokenDigest } from '../suites/store-conformance';
import { eachStore } from '../stores';
import { openTown, seatFor, type Town } from './directory-town';

describe.each(eachStore.filter(({ missing }) => missing === undefined))('packs of organisations $name', (here) => {
  let town: Town;
  let directory: Directory;
  let north: string;
  let south: string;

  const pack = (version: string, id = 'north'): NewPack => ({ digest: tokenDigest(`${id} ${version}`), id, version, title: 'North', dated: '2026-11-01', files: new Uint8Array([0, 255, version.length]) });
  const versions = async (person = 'ada', organisation = north): Promise<string[] | undefined> => (await directory.packs(person, organisation))?.map((one) => `${one.version}${one.retiredAt === null ? '' : ' retired'}`);

  beforeEach(async () => {
    town = await openTown(here);
    directory = town.database.directory;
    await town.people('Ada', 'Ben', 'Cy', 'Eve');
    north = await directory.createOrganisation('ada', 'North');
    south = await directory.createOrganisation('eve', 'South');
    await directory.makeInvitation('ada', { id: 'join', organisation: north, role: 'member', email: 'ben@example.org', name: null, tokenDigest: tokenDigest('join'), expiresAt: '2026-12-04T10:00:00.000Z' });
    await directory.useInvitation('ben', 'join');
  });
  afterEach(() => town.end());

  test('are kept by managers and read by members alone', async () => {
    expect(await directory.addPack('ada', north, pack('1.0.0'))).toEqual({ kind: 'added' });
    for (const stranger of ['ben', 'eve', 'nobody']) expect(await directory.addPack(stranger, north, pack('1.1.0'))).toEqual({ kind: 'absent' });
    expect(await versions('ben')).toEqual(['1.0.0']);
    expect(await directory.pack('ben', north, pack('1.0.0').digest)).toMatchObject({ version: '1.0.0', addedBy: 'Ada', files: new Uint8Array([0, 255, 5]) });
    for (const stranger of ['eve', 'nobody']) {
      expect(await directory.packs(stranger, north)).toBeNull();
      expect(await directory.pack(stranger, north, pack('1.0.0').digest)).toBeNull();
      expect(await directory.retirePack(stranger, north, pack('1.0.0').digest, true)).toBe(false);
    }
    expect(await directory.pack('eve', south, pack('1.0.0').digest)).toBeNull();
    expect(await directory.retirePack('ben', north, pack('1.0.0').digest, true)).toBe(false);
    expect(await versions()).toEqual(['1.0.0']);
  });
  test('stay as they are: the same once more is known, another under its version is refused', async () => {
    await directory.addPack('ada', north, pack('1.0.0'));
    expect(await directory.addPack('ada', north, pack('1.0.0'))).toEqual({ kind: 'known' });
    expect(await directory.addPack('ada', north, { ...pack('1.0.0'), digest: tokenDigest('other') })).toEqual({ kind: 'taken' });
    expect(await directory.addPack('eve', south, pack('1.0.0'))).toEqual({ kind: 'added' });
    expect(await versions()).toEqual(['1.0.0']);
  });
  test('the newest in use is that of the party’s leads, for seats of that party', async () => {
    await town.begin('a1', [{ person: 'ada', party: 'alpha', organisation: north }, { person: 'ben', party: 'alpha', role: 'contributor', organisation: north }, { person: 'cy', party: 'alpha', role: 'counsel' }, { person: 'eve', party: 'beta', organisation: south }]);
    const [ada, cy, eve] = [seatFor({ person: 'ada', party: 'alpha' }), seatFor({ person: 'cy', party: 'alpha', role: 'counsel' }), seatFor({ person: 'eve', party: 'beta' })];
    await directory.addPack('ada', north, pack('1.0.0'));
    town.clock.set?.('2026-11-21T10:00:00.000Z');
    await directory.addPack('ada', north, pack('1.1.0'));
    expect((await directory.packInUse(ada, 'a1'))?.version).toBe('1.1.0');
    expect((await directory.packInUse(cy, 'a1'))?.version).toBe('1.1.0');
    expect(await directory.packInUse(eve, 'a1')).toBeNull();
    expect(await directory.packOfParty(eve, 'a1', pack('1.0.0').digest)).toBeNull();
    expect(await directory.packInUse({ ...ada, role: 'reader' }, 'a1')).toBeNull();
    expect(await directory.packInUse(ada, 'elsewhere')).toBeNull();
    expect(await directory.retirePack('ada', north, pack('1.1.0').digest, true)).toBe(true);
    expect((await directory.packInUse(ada, 'a1'))?.version).toBe('1.0.0');
    expect((await directory.packOfParty(ada, 'a1', pack('1.1.0').digest))?.version).toBe('1.1.0');
    expect(await versions()).toEqual(['1.1.0 retired', '1.0.0']);
    expect(await directory.retirePack('ada', north, pack('1.1.0').digest, false)).toBe(true);
    expect((await directory.packInUse(ada, 'a1'))?.version).toBe('1.1.0');
    expect([await directory.isOfOwnSide(ada, 'a1'), await directory.isOfOwnSide(seatFor({ person: 'ben', party: 'alpha', role: 'contributor' }), 'a1'), await directory.isOfOwnSide(cy, 'a1'), await directory.isOfOwnSide(eve, 'a1')]).toEqual([true, true, false, true]);
  });
  test('those of the command line are its own', async () => {
    await town.begin('a2', [{ person: 'local', party: 'local' }]);
    expect(await directory.addPack('local', 'local', pack('1.0.0', 'mine'))).toEqual({ kind: 'added' });
    expect((await directory.packInUse(localSeat, 'a2'))?.id).toBe('mine');
    expect(await directory.packs('ada', 'local')).toBeNull();
    expect(await directory.addPack('local', north, pack('1.0.0'))).toEqual({ kind: 'added' });
    expect(await versions()).toEqual(['1.0.0']);
    expect((await directory.pack('ada', north, pack('1.0.0').digest as Digest))?.addedBy).toBe('');
  });
});
