import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswers, sentences, writeAnswers, type Answers } from '#agreement/facts/answers';
import { bareAnswers, sampleAnswers } from './sample-answers.ts';

/** What a person is told about a file. */
function told(text: string, options?: { limit: number }): string {
  const result = readAnswers(text, options);
  return result.ok ? 'fine' : sentences(result.problems, result.more).join('\n');
}

const file = (facts: string, parties = '[{ id: alpha }, { id: beta }]'): string => `entente: 1\ntype: RD\nparties: ${parties}\nfacts:\n  ${facts}\n`;

describe('answers are read', () => {
  it.each([0, 1, 2, 3, 5, 7, 60])('and written back the same for %i parties', (n) => {
    const answers = sampleAnswers(n);
    const result = readAnswers(writeAnswers(answers));
    expect(result.ok ? result.answers : sentences(result.problems).join('\n')).toEqual(answers);
  });

  it.each([
    ['nothing but the version', 'entente: 1', { parties: [], facts: {}, answers: [] }],
    ['one party', 'entente: 1\nparties: [{ id: alpha }]', { parties: [{ id: 'alpha' }] }],
    ['JSON', '{"entente": 1, "type": "BC", "parties": [{"id": "alpha", "seat": "DE"}]}', { type: 'BC', parties: [{ id: 'alpha', seat: 'DE' }] }],
    ['JSON with tabs', '{\n\t"entente": 1,\n\t"parties": [\n\t\t{"id": "alpha"}\n\t]\n}', { parties: [{ id: 'alpha' }] }],
    ['a byte order mark and Windows lines', '\ufeffentente: 1\r\nfacts:\r\n  agreement: { title: Tidemark }\r\n', { facts: { agreement: { title: 'Tidemark' } } }],
    ['dates as texts', file('term: { core: { end: 2028-12-31 } }'), { facts: { term: { core: { end: '2028-12-31' } } } }],
    ['times as texts', file('notice: { rules: { closingTime: 17:00 } }'), { facts: { notice: { rules: { closingTime: '17:00' } } } }],
    ['the language no as a text', file('law: { language: no }'), { facts: { law: { language: 'no' } } }],
    ['numbers in the place of texts as written', 'entente: 1\nparties: [{ id: 7, legalName: 1337, addresses: { notice: { postcode: 01067, country: DE } }, registryIds: [{ id: 1, number: 0012.50 }] }]', { parties: [{ id: '7', legalName: '1337', addresses: { notice: { postcode: '01067' } }, registryIds: [{ id: '1', number: '0012.50' }] }] }],
    ['letters composed (NFC)', file('agreement: { title: "Cafe\u0301" }'), { facts: { agreement: { title: 'Caf\u00e9' } } }],
    ['names in every script', 'entente: 1\nparties: [{ id: a, legalName: "شرکت می\u200cخواهم" }, { id: b, legalName: "क्\u200dष" }, { id: c, legalName: "株式会社" }, { id: d, legalName: "Ελληνική" }, { id: e, legalName: "חברה" }]', { parties: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }, { id: 'e' }] }],
    ['an empty list as "none"', file('scope: { out: [] }'), { facts: { scope: { out: [] } } }],
    ['several accountable parties, for a check to find', file('work: { raci: { wp1: { a: [alpha, beta] } } }'), { facts: { work: { raci: { wp1: { a: ['alpha', 'beta'] } } } } }],
  ])('%s', (_, text, answers) => {
    const result = readAnswers(text);
    expect(result.ok ? result.answers : sentences(result.problems).join('\n')).toMatchObject(answers);
  });

  it('with what is unknown and what parties differ about', () => {
    const text = `${file('agreement: { title: Tidemark }')}answers:
  - { path: term.core.end, status: unknown, by: Ada Winter, onBehalfOf: alpha, at: 2027-02-03T10:15:00Z }
  - { path: term.exits.cure, value: { n: 30, unit: day }, onBehalfOf: alpha, status: proposed }
  - { path: term.exits.cure, value: { n: 60, unit: day }, onBehalfOf: beta, status: disputed, evidence: [minutes of 2 February 2027] }
  - { path: parties.beta.seat, value: FR, status: proposed }
`;
    const result = readAnswers(text);
    expect(result.ok && result.answers.answers).toHaveLength(4);
    if (result.ok) expect(readAnswers(writeAnswers(result.answers))).toEqual(result);
  });

  it('whatever texts they hold', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((one) => one.normalize('NFC'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const answers: Answers = { ...bareAnswers(2), facts: { scope: { field: texts[0], out: texts.map((one, index) => ({ id: `x${index}`, text: one })) } } };
        const result = readAnswers(writeAnswers(answers));
        if (result.ok) expect(result.answers).toEqual(answers);
        else expect(sentences(result.problems).join()).toMatch(/Character \d+ is/);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('a mistake names its path, line, what was expected and an example', () => {
  it.each([
    ['a misspelt field', file('term: { exits: { curre: { n: 30, unit: day } } }'), 'term.exits.curre (line 5): "curre" is not a field of ways out. Did you mean cure? Expected: one of causes, cure'],
    ['a misspelt group', file('confidentiality: {}'), 'confidentiality (line 5): "confidentiality" is not a group of facts. Did you mean conf?'],
    ['a field in the wrong place', file('cure: { n: 30, unit: day }'), 'Did you mean contribution.shortfall.cure or term.exits.cure?'],
    ['a group beside the facts', 'entente: 1\nterm: {}', 'Did you mean facts.term?'],
    ['a misspelt part of the file', 'entente: 1\npartys: []', 'partys (line 2): "partys" is not a part of an answers file. Did you mean parties?'],
    ['a misspelt party field', 'entente: 1\nparties:\n  - id: alpha\n    seet: DE', 'parties.alpha.seet (line 4): "seet" is not a field of party. Did you mean seat?'],
    ['a type in small letters', 'entente: 1\ntype: rd', 'type (line 2): "rd" is not one of the words that can be chosen. Did you mean RD?'],
    ['a choice by its label', file('sign: { method: { level: qualified electronic } }'), 'Did you mean qualified?'],
    ['a wrong type', file('conf: { terms: { period: five years } }'), 'conf.terms.period (line 5): Number and unit must be written apart. Expected: a whole number n and a unit (hour, day, business-day, week, month, year). Example: { n: 5, unit: year }'],
    ['a period without unit', file('conf: { terms: { period: 5 } }'), 'The unit is missing.'],
    ['a wrong unit', file('conf: { terms: { period: { n: 5, unit: years } } }'), '"years" is not a unit; use hour, day, business-day, week, month, year.'],
    ['half a day', file('conf: { terms: { period: { n: 0.5, unit: day } } }'), 'must be a whole number'],
    ['an impossible date', file('term: { core: { end: 2027-02-30 } }'), 'term.core.end (line 5): The calendar has no such day. Expected: a date of the calendar, year-month-day. Example: 2028-12-31'],
    ['a leap day in no leap year', file('term: { core: { end: 2027-02-29 } }'), 'The calendar has no such day.'],
    ['a date the other way round', file('term: { core: { end: 31.12.2028 } }'), 'A date is written year-month-day.'],
    ['a date with a time', file('term: { core: { end: 2028-12-31T10:00:00Z } }'), 'A date has no time: "2028-12-31".'],
    ['an amount that is a number', file('risk: { liability: { separateCap: { amount: 750000.00, currency: EUR } } }'), 'The amount must stand in quotes, so that no digit is lost'],
    ['an amount with separators', file('risk: { liability: { separateCap: { amount: "750,000.00", currency: EUR } } }'), 'no thousands separators: "750000.00"'],
    ['an amount with a decimal comma', file('risk: { liability: { separateCap: { amount: "7500,50", currency: EUR } } }'), 'The decimals must follow a point: "7500.50".'],
    ['a negative amount', file('risk: { liability: { separateCap: { amount: "-1", currency: EUR } } }'), 'must not be negative'],
    ['no currency', file('risk: { liability: { separateCap: { amount: "750000" } } }'), 'The currency is missing.'],
    ['a currency that is none', file('risk: { liability: { separateCap: { amount: "1", currency: EURO } } }'), '"EURO" is not a current ISO 4217 code.'],
    ['money as a text', file('risk: { liability: { separateCap: EUR 750000 } }'), 'Amount and currency must be written apart.'],
    ['a percentage with its sign', file('money: { shares: [{ id: s1, percent: 40% }] }'), 'money.shares.s1.percent (line 5): The percentage must be written without the sign: "40".'],
    ['a percentage that is a number', file('money: { shares: [{ id: s1, percent: 33.3 }] }'), 'The percentage must stand in quotes'],
    ['a country that is none', file('scope: { territory: [DE, XX] }'), 'scope.territory (entry 2) (line 5): No country has the code "XX".'],
    ['a country in small letters', 'entente: 1\nparties: [{ id: alpha, seat: de }]', 'The ISO code is DE.'],
    ['the United Kingdom as a law system', file('law: { governing: uk }'), 'has several law systems: gb-eaw, gb-sct, gb-nir'],
    ['a zone that is none', file('time: { calendar: { zone: Europe/Berln } }'), 'No time zone is called "Europe/Berln".'],
    ['a time of day on twelve hours', file('notice: { rules: { closingTime: 5 p.m. } }'), 'The time is on the 24-hour clock.'],
    ['yes in place of true', file('ip: { projectAccess: { royaltyFree: "yes" } }'), 'ip.projectAccess.royaltyFree'],
    ['a list in place of a value', file('law: { governing: [de] }'), 'law.governing'],
    ['a value in place of a list', file('work: { items: wp1 }'), 'work.items (line 5): "wp1" is not a list. Expected: a list of items, each with an id.'],
    ['a list in place of a group with a list', file('money: { budget: [{ id: b1 }] }'), 'Expected: fields: lines, trueUp, eligible.'],
    ['a value in place of a group', file('term: 3'), '3 stands where term has fields of its own.'],
    ['an item without an id', file('work: { items: [{ title: Pilot }] }'), 'work.items (item 1) (line 5): This item has no id.'],
    ['an id with capitals', file('work: { items: [{ id: WP1 }] }'), '"WP1" is not an id. Expected: an id of 1 to 30 small letters, digits and hyphens.'],
    ['an item id used twice', file('work: { items: [{ id: a }, { id: a }] }'), 'The id "a" is used by two items of this list.'],
    ['a party id used twice', 'entente: 1\nparties: [{ id: alpha }, { id: alpha }]', 'parties.alpha (line 2): The id "alpha" is used by two parties.'],
    ['a party without an id', 'entente: 1\nparties: [{ shortName: Alpha }]', 'parties (item 1) (line 2): This party has no id.'],
    ['a party that is none', file('work: { items: [{ id: wp1, lead: alfa }] }'), 'work.items.wp1.lead (line 5): "alfa" is not a party of this agreement. Did you mean alpha? Expected: one of alpha, beta.'],
    ['a party that is none in a list of actors', file('work: { raci: { wp1: { r: [alpha, { role: director, party: gamma }] } } }'), '"gamma" is not a party of this agreement.'],
    ['an actor that is nobody', file('work: { raci: { wp1: { r: [{ boddy: board }] } } }'), '"boddy" is not part of it. Expected: the id of a party, or {body: id}, {role: text} or {other: text}.'],
    ['an empty value', file('term: { exits: { cure: } }'), 'There is no value here. Leave the line out, or list the fact under answers with status unknown.'],
    ['an empty text', file('agreement: { title: "" }'), 'The text is empty.'],
    ['a text that is too long', file(`agreement: { title: ${'x'.repeat(201)} }`), 'The text has 201 characters; the most is 200.'],
    ['a name on two lines', file('agreement: { title: "a\\nb" }'), 'The text must stand on one line.'],
    ['an email address that is none', 'entente: 1\nparties: [{ id: alpha, addresses: { email: nobody } }]', 'Expected: an email address.'],
    ['a licence that is none', file('ip: { resultsOwnership: { licence: "CC BY 4.0" } }'), 'Expected: an SPDX licence identifier.'],
    ['no version', 'type: RD', 'entente (line 1): The version of the file format is missing. Expected: "entente: 1" at the top.'],
    ['another version', 'entente: 2', 'This program reads version 1 of the file format, not 2.'],
    ['an open answer at no fact', `${file('{}')}answers: [{ path: term.exits.cur, status: unknown }]`, 'There is no fact "term.exits.cur": "cur" is not part of ways out. Did you mean cure?'],
    ['an open answer about all parties', `${file('{}')}answers: [{ path: party.seat, status: unknown }]`, '"party.seat" does not name one fact'],
    ['an open answer about what follows from others', `${file('{}')}answers: [{ path: party.dealRole.coordinator, status: unknown }]`, 'follows from other answers'],
    ['an open answer about nobody', `${file('{}')}answers: [{ path: parties.gamma.seat, status: unknown }]`, '"gamma" is not a party of this agreement.'],
    ['an agreed value among the open answers', `${file('{}')}answers: [{ path: term.exits.cure, status: agreed, value: { n: 1, unit: day } }]`, 'An agreed value stands under facts or with its party, not under answers.'],
    ['a proposal without a value', `${file('{}')}answers: [{ path: term.exits.cure, status: proposed }]`, 'The value that is put forward is missing.'],
    ['a proposal of the wrong type', `${file('{}')}answers: [{ path: term.exits.cure, status: proposed, value: 30 }]`, 'term.exits.cure (line 6): The unit is missing.'],
    ['an unknown answer with a value', `${file('{}')}answers: [{ path: term.exits.cure, status: unknown, value: { n: 1, unit: day } }]`, 'An unknown answer has no value.'],
    ['a fact that is unknown and answered', `${file('agreement: { title: Tidemark }')}answers: [{ path: agreement.title, status: unknown }]`, 'agreement.title is unknown here and answered above.'],
    ['a name turned around', 'entente: 1\nparties: [{ id: alpha, legalName: "Alpha \u202eHbmG" }]', 'parties.alpha.legalName (line 2): Character 7 is a character that turns the reading direction (U+202E).'],
    ['a name with a zero-width space', 'entente: 1\nparties: [{ id: alpha, shortName: "Al\u200bpha" }]', 'Character 3 is an invisible character (U+200B).'],
    ['a Latin name with a joiner', 'entente: 1\nparties: [{ id: alpha, shortName: "Al\u200dpha" }]', 'an invisible joiner that the script does not need'],
    ['a text with a control character', file('scope: { field: "a\\u0007b" }'), 'Character 2 is a control character (U+0007).'],
    ['a text with half a character', '{"entente": 1, "facts": {"scope": {"field": "a\\ud800b"}}}', 'half of a character'],
    ['a text with an open isolate', file('scope: { field: "a\u2066b" }'), 'an isolate without its partner'],
  ])('%s', (_, text, part) => expect(told(text)).toContain(part));

  it('and all mistakes are told together, in the order of the file', () => {
    const result = readAnswers(file('term: { exits: { curre: 1 } }\n  law: { governing: xx }', '[{ id: alpha, seet: DE }]'));
    expect(result.ok ? [] : result.problems.map(({ path, line }) => `${path}:${line ?? ''}`)).toEqual(['parties.alpha.seet:3', 'term.exits.curre:5', 'law.governing:6']);
  });

  it('and a flood of them is counted', () => {
    const result = readAnswers(file(`scope: { territory: [${Array.from({ length: 120 }, () => 'XX').join(', ')}] }`));
    expect(result.ok || [result.problems.length, result.more]).toEqual([50, 70]);
    expect(told(file(`scope: { territory: [${Array.from({ length: 51 }, () => 'XX').join(', ')}] }`))).toContain('1 more problem is not shown.');
  });
});

describe('a file that is no answers file is refused in one sentence', () => {
  const deep = (open: string, n: number): string => open.repeat(n);
  it.each([
    ['empty', '', 'The file is empty.'],
    ['only comments', '# nothing\n', 'The file is empty.'],
    ['prose', 'Dear all,\nplease find attached the text', 'The file holds a text and not answers.'],
    ['a list', '- a\n- b', 'The file holds a list and not answers.'],
    ['a PDF', '%PDF-1.7\n1 0 obj', 'The file is not a text file.'],
    ['a Word file', 'PK\u0003\u0004\u0014', 'The file is not a text file.'],
    ['binary', 'entente: 1\u0000', 'The file is not a text file.'],
    ['two documents', 'entente: 1\n---\nentente: 1', 'The file holds more than one YAML document.'],
    ['YAML 1.1', '%YAML 1.1\n---\nentente: 1', 'The file asks for YAML 1.1'],
    ['a repeated field', 'entente: 1\nparties: []\nparties: []', 'parties (line 3): This field stands in the file twice.'],
    ['a repeated field in JSON', '{"entente": 1, "entente": 1}', 'This field stands in the file twice.'],
    ['an alias', file('scope: { territory: &t [DE], field: *t }'), '"*t" repeats a value from elsewhere.'],
    ['a merge', 'entente: 1\nfacts:\n  <<: { law: { governing: de } }', '"<<" merges values from elsewhere.'],
    ['a tag', 'entente: 1\nfacts: !!binary abc', 'is not part of an answers file'],
    ['a tag of code', 'entente: 1\nfacts: !!js/function "x"', 'is not part of an answers file'],
    ['a prototype', '{"entente": 1, "__proto__": {"x": 1}}', 'This name is reserved and cannot be a field.'],
    ['a prototype below', '{"entente": 1, "facts": {"work": {"raci": {"__proto__": {"a": "alpha"}}}}}', 'This name is reserved and cannot be a field.'],
    ['a constructor', '{"entente": 1, "facts": {"constructor": {"prototype": {}}}}', '"constructor" is not a group of facts.'],
    ['a list as a field name', 'entente: 1\n? [a, b]\n: c', 'A list or group stands in the place of a field name.'],
    ['tabs', 'entente: 1\nfacts:\n\tlaw: {}', 'The file cannot be read here: Tabs are not allowed as indentation.'],
    ['an open bracket', 'entente: 1\nparties: [', 'The file cannot be read here:'],
    ['an open quote', 'entente: 1\ntype: "RD', 'The file cannot be read here:'],
    ['brackets without end', deep('[', 100_000), 'nested more than 48 levels deep'],
    ['braces without end', deep('{', 100_000), 'nested more than 48 levels deep'],
    ['dashes without end', deep('- ', 100_000), 'nested more than 48 levels deep'],
    ['question marks without end', deep('? ', 100_000), 'nested more than 48 levels deep'],
    ['colons without end', deep(': ', 100_000), 'nested more than 48 levels deep'],
    ['steps without end', Array.from({ length: 500 }, (__, index) => `${' '.repeat(index)}a:`).join('\n'), 'nested more than 48 levels deep'],
    ['a million commas', `[${deep(',', 1_000_000)}`, 'A comma stands here without a value before it.'],
    ['a million lines', deep('- 1\n', 1_000_000), 'The file has more than 200,000 pieces of YAML.'],
    ['a million quotes', deep('"', 1_000_001), 'The file has more than 200,000 pieces of YAML.'],
    ['10 MB', `entente: 1\n# ${deep('x', 10 * 1024 * 1024)}`, 'The file is too large: 10.0 MB; the most is 4.0 MB.'],
    ['3 MB in 2-byte letters and more', `entente: 1\n# ${deep('ä', 2_300_000)}`, 'The file is too large: 4.4 MB; the most is 4.0 MB.'],
  ])('%s', (_, text, part) => expect(told(text)).toContain(part));

  it('a bomb of aliases', () => {
    const names = 'abcdefghij'.split('');
    const bomb = names.map((name, index) => (index === 0 ? `a: &a [x, x, x, x, x, x, x, x, x]` : `${name}: &${name} [${Array.from({ length: 9 }, () => `*${names[index - 1]}`).join(', ')}]`)).join('\n');
    expect(told(`entente: 1\n${bomb}`)).toContain('repeats a value from elsewhere');
  });

  it('with another limit', () => expect(told('entente: 1 # and more', { limit: 10 })).toContain('too large'));

  it('and nothing leaks into the prototypes', () => {
    readAnswers('{"entente": 1, "facts": {"__proto__": {"polluted": true}}, "__proto__": {"polluted": true}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('whatever it holds, reading never throws', () => {
    const piece = fc.constantFrom('entente: 1\n', 'facts:\n', '  ', '- ', '{', '}', '[', ']', ': ', '"', "'", '&a ', '*a', '!!str ', '|\n', '>\n', '#', 'parties:', 'id: a', ', ', '\n', '\t', '---\n', '...\n', '%', '<<: ', '?', '1', '2027-02-30', '\u202e', 'null', '~', '__proto__: ');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void readAnswers(pieces.join(''))), { numRuns: 2000, seed: 11 });
  });
});
