import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDecimals, compareDecimals, groupThousands, isDecimal } from '#agreement/decimal';

test.each(['0', '7', '-7', '33.3333', '-0.01', '750000.00', '000'])('%s is a decimal', (text) => expect(isDecimal(text)).toBe(true));
test.each(['', '.5', '5.', '1,000', '1e3', '+1', '--1', ' 1', '1 ', 'NaN', '٣'])('%j is not a decimal', (text) => expect(isDecimal(text)).toBe(false));

describe('sums', () => {
  test.each<[string[], string]>([
    [[], '0'],
    [['0.1', '0.2'], '0.3'],
    [['33.3334', '33.3333', '33.3333'], '100.0000'],
    [['750000.00', '0.5'], '750000.50'],
    [['1', '-1.00'], '0.00'],
    [['-0.05', '0.02'], '-0.03'],
    [['999999999999999.9999', '0.0001'], '1000000000000000.0000'],
  ])('%j → %s', (values, sum) => expect(addDecimals(values)).toBe(sum));
  test('a text that is no decimal is refused', () => expect(() => addDecimals(['1', 'two'])).toThrow('not a decimal: two'));
});

describe('comparing', () => {
  test.each<[string, string, number]>([
    ['1', '1.00', 0],
    ['0.10', '0.1', 0],
    ['9', '10', -1],
    ['-2', '-10', 1],
    ['100.0001', '100', 1],
  ])('%s and %s: %i', (a, b, order) => expect(compareDecimals(a, b)).toBe(order));
});

describe('thousands', () => {
  test.each<[string, boolean, string]>([
    ['40000.00', true, '40,000'],
    ['40000.00', false, '40,000.00'],
    ['40000.50', true, '40,000.50'],
    ['999', true, '999'],
    ['1000', true, '1,000'],
    ['1234567.8901', true, '1,234,567.8901'],
    ['-123', true, '-123'],
    ['-1234', true, '-1,234'],
    ['0.00', true, '0'],
  ])('%s (zeros dropped: %s) → %s', (text, trim, grouped) => expect(groupThousands(text, trim)).toBe(grouped));
});

const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat({ max: 9999 })).map(([whole, part]) => `${whole}.${String(part).padStart(4, '0')}`);

describe('algebra', () => {
  test('the order of a sum does not matter', () => fc.assert(fc.property(fc.array(decimal), (values) => void expect(addDecimals(values.toReversed())).toBe(addDecimals(values)))));
  test('a sum can be taken in parts', () => fc.assert(fc.property(fc.array(decimal, { minLength: 1 }), decimal, (values, last) => void expect(compareDecimals(addDecimals([addDecimals(values), last]), addDecimals([...values, last]))).toBe(0))));
  test('comparing is the same both ways round', () => fc.assert(fc.property(decimal, decimal, (a, b) => void expect(compareDecimals(a, b) + compareDecimals(b, a)).toBe(0))));
});
