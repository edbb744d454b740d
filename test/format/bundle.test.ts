import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonical, digestOf, digestOfBytes } from '#agreement/record/canonical';
import type { NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import { readBundleHere } from '#world/bundles/read-bundle-here';
import { ArchiveFault, unpackBundle } from '#world/bundles/unpack';
import { Archive } from '#formats/bundle/archive';
import { judge } from '../judge';
import { bundleOf, filesOf, inFolder, live, secrets, type Life } from './lives';
import { linesOf, newCheckpointer, putLines, repack, smallBundle, type Opened } from './small-bundle';
import { mjs, ours, python, run, told, verifyMjs } from './verifiers';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
const shared = 'events/shared.jsonl';

/** Changes an event of the shared stream. */
const edit = (opened: Opened, index: number, change: (event: Event) => unknown): void => {
  const lines = linesOf(opened, shared);
  lines[index] = canonical(change(JSON.parse(lines[index]!) as Event));
  putLines(opened, shared, lines);
};
/** Makes all hashes of the shared stream anew, so that its chain holds by itself. */
const relink = (opened: Opened): void => {
  let prev: string | null = null;
  const lines = linesOf(opened, shared).map((line, index) => {
    const { hash: _hash, ...rest } = { ...(JSON.parse(line) as Event), seq: index + 1, prev };
    prev = digestOf(rest);
    return canonical({ ...rest, hash: prev });
  });
  putLines(opened, shared, lines);
};
const reworded = (event: Event): unknown => ({ ...event, at: '2026-11-23T09:00:00.999Z' });
const flip = (of: Uint8Array, bit: number): Uint8Array => Uint8Array.from(of, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
/** Changes the checkpoints. */
const recheck = (opened: Opened, change: (list: NotedCheckpoint[]) => unknown): void => void opened.files.set('checkpoints.json', bytes(canonical(change(JSON.parse(text(opened.files.get('checkpoints.json'))) as NotedCheckpoint[]))));

describe('a bundle of a signed agreement', () => {
  let life: Life;
  let bundle: Uint8Array;
  let small: Uint8Array;
  beforeAll(async () => {
    life = await live();
    small = await smallBundle();
    bundle = await bundleOf(life.alpha, life.id);
  });
  afterAll(() => life.house.end());

  test('holds what its party reads', () => {
    const files = filesOf(bundle);
    expect(Object.keys(files).filter((name) => !name.startsWith('files/')).sort()).toEqual(
      ['README.txt', 'bundle.json', 'certificates.pem', 'checkpoints.json', 'events/party-alpha.jsonl', shared, 'people.json', 'signed.pdf', 'verify.mjs'].sort(),
    );
    expect(text(files['events/party-alpha.jsonl'])).toContain(secrets.alpha);
    expect(text(files['people.json'])).toContain('Bea Beta');
  });
  test('holds nothing private of anybody else, in no form', async () => {
    for (const [who, own] of [[life.alpha, 'alpha'], [life.beta, 'beta'], [life.counsel, 'counsel']] as const) {
      const all = Object.values(filesOf(await bundleOf(who, life.id))).map(text).join('\n');
      const may: Record<string, readonly string[]> = { alpha: ['alpha'], beta: ['beta'], counsel: ['beta', 'counsel'] };
      for (const [side, secret] of Object.entries(secrets)) expect([own, side, all.includes(secret)]).toEqual([own, side, may[own]!.includes(side)]);
      for (const stream of ['party:alpha', 'party:beta', 'counsel:beta']) expect([own, stream, all.includes(stream)]).toEqual([own, stream, stream === `party:${own}` || (own === 'counsel' && stream !== 'party:alpha')]);
    }
  });
  test('opens of its checkpoints what its party reads, and hides how many others there are', () => {
    const list = JSON.parse(text(filesOf(bundle)['checkpoints.json'])) as NotedCheckpoint[];
    expect(list.length).toBeGreaterThan(2);
    for (const { checkpoint, openings } of list) {
      expect(openings.map((one) => one.stream.slice(life.id.length)).sort()).toEqual(['/party:alpha', '/shared']);
      expect(checkpoint.leaves).toHaveLength(5);
    }
  });
  test('is the same bytes for the same life, but for the time of making', async () => {
    const timeless = (of: Uint8Array): Promise<Uint8Array> => repack(of, (opened) => (opened.files.delete('README.txt'), (opened.list.at = '2027-01-01T00:00:00.000Z')));
    expect(Buffer.from(await timeless(await bundleOf(life.alpha, life.id))).equals(await timeless(bundle))).toBe(true);
  });
  test('unpacks with any unpacker', async ({ skip }) => {
    const unzip = judge('unzip');
    if (unzip.missing !== undefined) return skip(unzip.missing);
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'a.zip'), bundle);
      expect(await run(unzip.path, ['-tq', join(folder, 'a.zip')])).toMatchObject({ code: 0 });
    });
  });

  describe('and its verifiers', () => {
    const pdfEvent = (opened: Opened): { index: number; body: { pdf: string; base: string } } => {
      const events = linesOf(opened, shared).map((line) => JSON.parse(line) as Event);
      const index = events.findLastIndex((event) => event.kind === 'agreement-signed');
      return { index, body: events[index]!.body as { pdf: string; base: string } };
    };
    const fileOf = (digest: string): string => `files/${digest.slice(7)}`;
    const cases: Record<string, { bundle: () => Uint8Array | Promise<Uint8Array>; against?: () => Uint8Array; says: RegExp }> = {
      'small': { bundle: () => small, says: /^intact/ },
      'as it was exported': { bundle: () => bundle, says: /^intact/ },
      'exported by counsel': { bundle: () => bundleOf(life.counsel, life.id), says: /^intact/ },
      'with an event edited': { bundle: () => repack(small, (opened) => edit(opened, 2, reworded)), says: /events broken event 3 of shared/ },
      'with an event removed': { bundle: () => repack(small, (opened) => putLines(opened, shared, linesOf(opened, shared).toSpliced(3, 1))), says: /events broken event 4 of shared/ },
      'with an event inserted': { bundle: () => repack(small, (opened) => putLines(opened, shared, linesOf(opened, shared).toSpliced(4, 0, linesOf(opened, shared)[2]!))), says: /events broken event 5 of shared/ },
      'with events in another order': { bundle: () => repack(small, (opened) => putLines(opened, shared, linesOf(opened, shared).toSpliced(1, 2, linesOf(opened, shared)[2]!, linesOf(opened, shared)[1]!))), says: /events broken event 2 of shared/ },
      'rolled back': { bundle: () => repack(small, (opened) => putLines(opened, shared, linesOf(opened, shared).slice(0, 3))), says: /events intact.*checkpoints broken events 3 to 5 of shared/ },
      'rolled back with its checkpoints, against one that left before': {
        bundle: () => repack(small, (opened) => (putLines(opened, shared, linesOf(opened, shared).slice(0, -1)), recheck(opened, (list) => list.slice(0, -1)))),
        against: () => bytes(canonical((JSON.parse(text(filesOf(small)['checkpoints.json'])) as NotedCheckpoint[]).at(-1))),
        says: /checkpoints intact.*against broken events? .*of shared/,
      },
      'written anew with all its hashes': { bundle: () => repack(small, (opened) => (edit(opened, 3, reworded), relink(opened))), says: /events intact.*checkpoints broken events 3 to 5 of shared/ },
      'with a file that nothing names': { bundle: () => repack(small, (opened) => void opened.files.set(`files/${'0'.repeat(64)}`, bytes('x'))), says: /files broken files\/0000/ },
      'with a person changed': { bundle: () => repack(small, ({ files }) => void files.set('people.json', bytes(text(files.get('people.json')).replace('Ada Winter', 'Ada Summer')))), says: /people broken person / },
      'with a checkpoint signed by somebody else': {
        bundle: async () => {
          const { make } = await newCheckpointer();
          return repack(small, (opened) => recheck(opened, (list) => list.map(({ checkpoint, openings }) => {
            const { key, certificate, signature } = make({ agreement: checkpoint.agreement, heads: [], parties: 1, last: null }, checkpoint.at).checkpoint;
            return { checkpoint: { ...checkpoint, key, certificate, signature }, openings };
          })));
        },
        says: /checkpoints broken checkpoint 1/,
      },
      'without checkpoints': { bundle: () => repack(small, (opened) => recheck(opened, () => [])), says: /^cannot-tell.*checkpoints cannot-tell checkpoints\.json/ },
      'with a file swapped': { bundle: () => repack(bundle, (opened) => void opened.files.set([...opened.files].find(([name, content]) => name.startsWith('files/') && content[0] === 0x7b)![0], bytes('{}'))), says: /files broken files\// },
      'with a flipped bit in the copy of the signed PDF': { bundle: () => repack(bundle, ({ files }) => void files.set('signed.pdf', flip(files.get('signed.pdf')!, 8 * 40_000))), says: /consents broken signed\.pdf/ },
      'with a flipped bit in the sealed text of the signed file': {
        bundle: () => repack(bundle, (opened) => {
          const name = fileOf(pdfEvent(opened).body.pdf);
          opened.files.set(name, flip(opened.files.get(name)!, 8 * 100_000 + 3));
        }),
        says: /files broken files\/.*consents broken event (\d+) of shared;signatures broken event \1 of shared/,
      },
      'with an appended signature changed, and all that names it': {
        bundle: () => repack(bundle, (opened) => {
          const { index, body } = pdfEvent(opened);
          const pdf = Buffer.from(opened.files.get(fileOf(body.pdf))!);
          pdf[pdf.lastIndexOf('/Reason (') + 12]! ^= 1;
          const digest = digestOfBytes(pdf);
          opened.files.delete(fileOf(body.pdf));
          opened.files.set(fileOf(digest), pdf);
          opened.files.set('signed.pdf', pdf);
          edit(opened, index, (event) => ({ ...event, body: { ...event.body, pdf: digest } }));
          relink(opened);
        }),
        says: /consents intact;signatures broken event \d+ of shared/,
      },
      'with a flipped bit in the archive': { bundle: () => flip(bundle, 8 * 1000), says: /^broken;archive broken archive$/ },
      'without its authority': { bundle: () => repack(bundle, ({ files }) => void files.set('certificates.pem', bytes(''))), says: /checkpoints cannot-tell checkpoint 1;.*signatures cannot-tell event/ },
    };

    test('agree about all of them, word by word and place by place', async ({ skip }) => {
      const python3 = judge('python3');
      await inFolder(async (folder) => {
        const made = await Promise.all(
          Object.entries(cases).map(async ([name, { bundle: make, against, says }], index) => {
            const zip = await make();
            const path = join(folder, `${index}.zip`);
            writeFileSync(path, zip);
            const checkpoint = against?.();
            if (checkpoint !== undefined) writeFileSync(`${path}.json`, checkpoint);
            return { name, zip, path, checkpoint, says };
          }),
        );
        const stranger = python3.path === undefined ? undefined : await python(python3.path, made.map(({ path, checkpoint }) => [path, checkpoint === undefined ? null : `${path}.json`]));
        for (const [index, { name, zip, checkpoint, says }] of made.entries()) {
          const said = await ours(zip, checkpoint);
          expect([name, said.join(';')]).toEqual([name, expect.stringMatching(says)]);
          expect([name, await mjs(zip, checkpoint)]).toEqual([name, said]);
          if (stranger !== undefined) expect([name, stranger[index]]).toEqual([name, said]);
        }
      });
      if (python3.missing !== undefined) skip(python3.missing);
    });
    test('read an unpacked folder too, whatever else lies in it', async () => {
      await inFolder(async (folder) => {
        for (const [name, content] of Object.entries(filesOf(bundle))) {
          mkdirSync(dirname(join(folder, name)), { recursive: true });
          writeFileSync(join(folder, name), content);
        }
        writeFileSync(join(folder, 'notes.txt'), 'mine');
        writeFileSync(join(folder, 'files', 'f'.repeat(64)), 'mine');
        expect(await run(process.execPath, [join(folder, 'verify.mjs')])).toMatchObject({ code: 0, out: expect.stringMatching(/Intact\.\n$/) });
        expect(told(JSON.parse((await run(process.execPath, [join(folder, 'verify.mjs'), '--json'])).out))).toEqual((await ours(bundle)).map((line) => (line === 'archive intact' ? 'archive none' : line)));
        const python3 = judge('python3');
        if (python3.path !== undefined) expect((await python(python3.path, [[folder, null]]))[0]?.[0]).toBe('intact');
        writeFileSync(join(folder, 'events', 'shared.jsonl'), 'x\n');
        expect(await run(process.execPath, [join(folder, 'verify.mjs')])).toMatchObject({ code: 1, out: expect.stringMatching(/events +broken: event 1 of shared/) });
        writeFileSync(join(folder, 'other.zip'), 'no archive');
        expect(await run(process.execPath, [verifyMjs, join(folder, 'other.zip')])).toMatchObject({ code: 1 });
        expect(await run(process.execPath, [verifyMjs, join(folder, 'none.zip')])).toMatchObject({ code: 2 });
      });
    });
    test('say the same in twenty years', async ({ skip }) => {
      const faketime = judge('faketime');
      if (faketime.missing !== undefined) return skip(faketime.missing);
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a.zip'), bundle);
        expect(await run(faketime.path, ['-f', '+20y', process.execPath, verifyMjs, join(folder, 'a.zip')])).toMatchObject({ code: 0 });
      });
    });
  });
});

describe('a small bundle', () => {
  let bundle: Uint8Array;
  beforeAll(async () => {
    bundle = await smallBundle();
  });

  test('is intact', async () => expect(await ours(bundle)).toEqual(['intact', 'archive intact', 'contents intact', 'events intact', 'files intact', 'people intact', 'checkpoints intact', 'consents none', 'signatures none']));
  test('shows any flipped bit of the archive', async () =>
    fc.assert(fc.asyncProperty(fc.nat(bundle.length * 8 - 1), async (bit) => (await ours(flip(bundle, bit)))[0] !== 'intact' && (await mjs(flip(bundle, bit)))[0] !== 'intact'), { numRuns: 150 }));
  test('shows any flipped bit of an unpacked file', async () => {
    const files = Object.entries(filesOf(bundle));
    const folder = async (changed: string, bit: number): Promise<string[]> => {
      const { checkBundle } = await import('#world/bundles/check');
      const held = new Map(files.map(([name, content]) => [name, name === changed ? flip(content, bit) : content]));
      return told(checkBundle({ names: [...held.keys()].filter((name) => name !== 'bundle.json'), read: (name) => held.get(name) }).verdict);
    };
    const place = fc.constantFrom(...files.map(([name]) => name)).chain((name) => fc.tuple(fc.constant(name), fc.nat(files.find(([one]) => one === name)![1].length * 8 - 1)));
    await fc.assert(fc.asyncProperty(place, async ([name, bit]) => (await folder(name, bit))[0] === 'broken'), { numRuns: 150 });
  });
  test('is judged alike when anything in it is something else, whatever it is', async () => {
    const odd = fc.oneof(fc.constantFrom(null, true, 0, -1, 1, 2, 1.5, 1e21, '', 'x', [], {}, `sha256:${'0'.repeat(64)}`, 'agreement-1/shared', '2026-11-23T09:00:00.000Z'), fc.jsonValue());
    const target = fc.constantFrom('people.json', 'checkpoints.json', 'bundle.json', shared, 'events/party-alpha.jsonl');
    await fc.assert(
      fc.asyncProperty(target, fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }), odd, fc.constantFrom('put', 'drop', 'twice'), async (name, path, value, how) => {
        const changed = await repack(bundle, (opened) => {
          if (name === 'bundle.json') opened.list = mutate(opened.list, path, value, how) as Opened['list'];
          else if (name.endsWith('.json')) opened.files.set(name, bytes(canonical(mutate(JSON.parse(text(opened.files.get(name))), path, value, how))));
          else putLines(opened, name, (mutate(linesOf(opened, name).map((line) => JSON.parse(line) as unknown), path, value, how) as unknown[]).map(canonical));
        });
        expect(await mjs(changed)).toEqual(await ours(changed));
      }),
      { numRuns: 100 },
    );
  });
  test('is refused as an archive that hides something', async () => {
    const files = Object.entries(filesOf(bundle));
    const pack = async (more: readonly (readonly [string, Uint8Array])[]): Promise<Uint8Array> => {
      const archive = new Archive();
      for (const [name, content] of [...files, ...more]) await archive.add(name, content);
      return archive.end('bundle.json');
    };
    const why = async (archive: Uint8Array): Promise<string> => unpackBundle(archive).then(() => 'read', (error: unknown) => (error instanceof ArchiveFault ? error.message : String(error)));
    expect(await why(await pack([]))).toBe('read');
    expect(await why(await pack([['../escape.txt', bytes('x')]]))).toContain('a name that no file of a bundle has');
    expect(await why(await pack([['people.json', bytes('[]')]]))).toContain('two entries called people.json');
    expect(await why(await pack([['inner.zip', bundle]]))).toContain('a name that no file of a bundle has');
    expect(await why(await pack([[`files/${'0'.repeat(64)}`, new Uint8Array(30_000_000)]]))).toContain('more than 200 times');
    expect(await why(Buffer.concat([bytes('MZ'), bundle]))).not.toBe('read');
    expect(await why(bytes('PK'))).toContain('does not end as a bundle ends');
    expect((await readBundleHere({ archive: await pack([[`files/${'0'.repeat(64)}`, new Uint8Array(30_000_000)]]) })).verdict.verdict).toBe('cannot-tell');
  });
  test('written by a newer program is not judged', async () => {
    const newer = await repack(bundle, (opened) => void (opened.list = { ...opened.list, v: 2 } as unknown as Opened['list']));
    expect([await ours(newer), await mjs(newer)]).toEqual([['cannot-tell', 'archive intact', 'contents cannot-tell bundle.json'], ['cannot-tell', 'archive intact', 'contents cannot-tell bundle.json']]);
  });
});

/** A value with something in it replaced, dropped or doubled; the path says by numbers where to go. */
function mutate(value: unknown, [step = 0, ...rest]: readonly number[], put: unknown, how: 'put' | 'drop' | 'twice'): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return put;
  if (Array.isArray(value)) {
    const index = step % value.length;
    if (rest.length > 0 && typeof value[index] === 'object' && value[index] !== null) return value.with(index, mutate(value[index], rest, put, how));
    return how === 'drop' ? value.toSpliced(index, 1) : how === 'twice' ? value.toSpliced(index, 0, value[index]) : value.with(index, put);
  }
  const names = Object.keys(value).sort();
  const name = names[step % names.length]!;
  const held = (value as Record<string, unknown>)[name];
  if (rest.length > 0 && typeof held === 'object' && held !== null) return { ...value, [name]: mutate(held, rest, put, how) };
  if (how === 'drop') return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  return { ...value, [how === 'twice' ? `${name}2` : name]: how === 'twice' ? held : put };
}
