import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#agreement/record/canonical';
import { maskPeople, unmaskPeople } from '#agreement/record/mask-people';
import { commitment, personRef, referTo, standing, type PersonDetails, type PersonRecord } from '#agreement/record/person';

const salt = 'ab'.repeat(32);
const jo: PersonRecord = { id: 'jo', salt, details: { name: 'Jo Ruiz', email: 'jo@alpha.example' } };

describe('a commitment', () => {
  test('is the same for the same details in any order', () => expect(commitment(salt, { a: '1', b: '2' })).toBe(commitment(salt, { b: '2', a: '1' })));
  test('differs with the salt', () => expect(commitment('cd'.repeat(32), jo.details)).not.toBe(commitment(salt, jo.details)));
  test('differs with the details', () => expect(commitment(salt, { ...jo.details, name: 'Jo Ruis' })).not.toBe(commitment(salt, jo.details)));
  test.each(['', 'ab', 'AB'.repeat(32), `${salt}0`, 'xy'.repeat(32)])('refuses the salt %j', (bad) => expect(() => commitment(bad, 'x')).toThrow(RangeError));
});

describe('a reference', () => {
  test('stands to its record and to no other', () => {
    expect(standing(referTo(jo), jo)).toBe('holds');
    expect(standing(referTo(jo), { ...jo, details: { name: 'Jo' } })).toBe('changed');
    expect(standing(referTo(jo), { ...jo, salt: 'cd'.repeat(32) })).toBe('changed');
    expect(standing(referTo(jo), { ...jo, id: 'jo2' })).toBe('unknown');
    expect(standing(referTo(jo), undefined)).toBe('unknown');
    expect(standing(referTo(jo), { id: 'jo', salt: '', details: {}, erased: true })).toBe('erased');
    expect(standing({ person: 'jo' }, jo)).toBe('holds');
  });
  test('holds no name', () => expect(JSON.stringify(referTo(jo))).not.toContain('Ruiz'));
  test.each([[referTo(jo), true], [{ person: 'jo' }, true], [{ person: 'Jo Ruiz' }, false], [{ person: 'jo', commitment: 'x' }, false], [{ person: 'jo', name: 'Jo' }, false], ['jo', false]])('%j', (value, ok) =>
    expect(personRef.safeParse(value).success).toBe(ok),
  );
});

describe('masking the people in an answer', () => {
  const personal = (path: string): boolean => /(^|\.)(name|email|phone)$/.test(path);
  const made = new Map<string, PersonRecord>();
  const mint = (_: string, details: PersonDetails): PersonRecord => {
    const record = { id: `p${made.size + 1}`, salt, details };
    made.set(record.id, record);
    return record;
  };
  const read = ({ person }: { person: string }): PersonRecord | undefined => made.get(person);

  test('an object keeps what is not personal and gains one reference', () => {
    const value = { id: 's1', name: 'Jo Ruiz', email: 'jo@alpha.example', office: 'Director' };
    const masked = maskPeople('party.signatories.s1', value, personal, mint);
    expect(masked.value).toEqual({ id: 's1', office: 'Director', person: referTo(masked.people[0] ?? jo) });
    expect(masked.people).toMatchObject([{ details: { name: 'Jo Ruiz', email: 'jo@alpha.example' } }]);
    expect(unmaskPeople(masked.value, read)).toEqual(value);
  });
  test('a list’s items are told by their ids', () => {
    const paths: string[] = [];
    maskPeople('party.signatories', [{ id: 's1', name: 'Jo' }, { name: 'Al' }], personal, (path, details) => {
      paths.push(path);
      return mint(path, details);
    });
    expect(paths).toEqual(['party.signatories.s1', 'party.signatories.1']);
  });
  test('a personal text alone becomes a reference', () => {
    const masked = maskPeople('party.email', 'jo@alpha.example', personal, mint);
    expect(masked.value).toEqual(referTo(masked.people[0] ?? jo));
    expect(unmaskPeople(masked.value, read)).toBe('jo@alpha.example');
  });
  test('an erased person stays a reference', () => {
    const masked = maskPeople('party.signatories.s1', { id: 's1', name: 'Jo' }, personal, mint);
    expect(unmaskPeople(masked.value, () => undefined)).toEqual(masked.value);
  });
  test('an ordinary field called person is left alone', () => {
    const value = { person: 'board', note: { person: { person: 'x' } } };
    expect(maskPeople('a', value, personal, mint)).toEqual({ value, people: [] });
    expect(unmaskPeople(value, read)).toEqual(value);
  });
  test('whatever the answer, no personal text is left and everything comes back', () => {
    const names = fc.constantFrom('name', 'email', 'phone', 'office', 'id', 'x');
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('secret-1', 'secret-2'),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const masked = maskPeople('root', value, personal, mint);
        const left = JSON.stringify(masked.value);
        expect(left).not.toMatch(/"(name|email|phone)":"secret/);
        expect(unmaskPeople(masked.value, read)).toEqual(value);
      }),
    );
  });
});
