import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, type Digest } from '#agreement/record/canonical';
import { link } from '#agreement/record/chain';
import { decide, leadsTo, type Command, type RefusalCode } from '#agreement/record/decide';
import type { Event, EventKind, RecordAnswer } from '#agreement/record/event';
import { bodies } from '#agreement/record/event';
import { apply, blankState, openProposals, replay, transitions, type Phase, type State } from '#agreement/record/state';

const digest = (what: unknown): Digest => digestOf(what);
const occasion = { stream: 'a1/party:local', actor: { person: 'local' }, onBehalfOf: 'local' };
const jo = { person: 'jo', commitment: digest('jo') };
const parties = ['alpha', 'beta'].map((id) => ({ id, legalName: `${id} Ltd`, shortName: id }));
const fields = parties.map(({ id }) => ({ id: `sign-${id}`, party: id, person: null }));

/** Gives commands one after the other; a refusal leaves the state as it was. */
function run(commands: readonly Command[], from: State = blankState): { state: State; events: Event[]; refusals: RefusalCode[] } {
  let state = from;
  const events: Event[] = [];
  const refusals: RefusalCode[] = [];
  for (const command of commands) {
    const decision = decide(state, command);
    if ('refused' in decision) refusals.push(decision.refused.code);
    else
      for (const draft of decision.events) {
        const event = link(draft, { ...occasion, at: new Date(Date.UTC(2026, 10, 20) + events.length * 1000).toISOString() }, events.at(-1) ?? null);
        events.push(event);
        state = apply(state, event);
      }
  }
  return { state, events, refusals };
}

const create: Command = { do: 'create', type: 'RD', title: 'Study', example: 'two-party' };
const describeParties: Command = { do: 'describe-parties', parties };
const answer = (path: string, value: RecordAnswer['value'], more: Partial<RecordAnswer> = {}): Command => ({ do: 'answer', answers: [{ path, value, status: 'proposed', ...more }] });
const draft = (text: unknown = 1, library = 'library-1'): Command => ({ do: 'draft', digest: digest(text), library });
const rewrite = (base: number, text: unknown = 2): Command => ({ do: 'rewrite-clause', clause: 'confidentiality', base, digest: digest(text) });
const propose = (proposal: string, base = 1): Command => ({ do: 'propose', proposal, base, clause: 'confidentiality', reason: 'redraft', steps: digest(proposal) });
const accept = (proposal: string, base = 1, text: unknown = 3): Command => ({ do: 'accept-proposal', proposal, base, digest: digest(text) });
const decline = (proposal: string): Command => ({ do: 'decline-proposal', proposal });
const setAside = (fingerprint = 'f1', reason = 'agreed by mail'): Command => ({ do: 'set-aside-finding', fingerprint, reason, clauseHash: digest('clause') });
const seal = (text: unknown = 1, more: object = {}): Command => ({ do: 'seal', digest: digest(text), pdf: digest('pdf-0'), fields, ...more });
const sign = (party: string, base = 0, more: object = {}): Command => ({ do: 'sign', field: `sign-${party}`, party, person: jo, sealed: digest('pdf-0'), base: digest(`pdf-${base}`), pdf: digest(`pdf-${base + 1}`), ...more });

const opened = [create, describeParties];
const drafted = [...opened, draft()];
const sealed = [...drafted, seal()];
const done = (commands: Command[]): State => {
  const { state, refusals } = run(commands);
  expect(refusals).toEqual([]);
  return state;
};
const refusal = (commands: Command[], last: Command): RefusalCode | undefined => run([last], done(commands)).refusals[0];

describe('the life of an agreement', () => {
  test('from its creation to the last signature', () => {
    const { state, events, refusals } = run([
      ...opened, answer('term.start', '2027-01-01'), draft(), rewrite(1), propose('p1', 2), accept('p1', 2), propose('p2', 3), decline('p2'),
      setAside(), seal(3, { despite: 'the board decided so' }), sign('beta'), sign('alpha', 1),
    ]);
    expect(refusals).toEqual([]);
    expect(events.map((event) => event.kind)).toEqual([
      'agreement-created', 'parties-described', 'facts-answered', 'document-drafted', 'clause-rewritten', 'proposal-made', 'proposal-decided', 'proposal-made', 'proposal-decided',
      'finding-set-aside', 'agreement-sealed', 'agreement-signed', 'agreement-signed',
    ]);
    expect(state).toMatchObject({
      phase: 'signed', type: 'RD', title: 'Study', example: 'two-party', parties,
      document: { version: 3, digest: digest(3), library: 'library-1' },
      proposals: { p1: { decision: 'accepted' }, p2: { decision: 'declined' } },
      setAside: { f1: { reason: 'agreed by mail' } },
      shared: {
        seal: { version: 3, digest: digest(3), pdf: digest('pdf-0'), fields, despite: 'the board decided so' },
        signatures: [{ field: 'sign-beta', party: 'beta', person: jo, pdf: digest('pdf-1') }, { field: 'sign-alpha', pdf: digest('pdf-2') }],
      },
    });
  });
  test.each<[Phase, Command[]]>([
    ['none', []],
    ['created', opened],
    ['answered', [...opened, answer('a.b', 1)]],
    ['drafted', drafted],
    ['drafted', [...drafted, answer('a.b', 1), propose('p1')]],
    ['sealed', sealed],
    ['partly-signed', [...sealed, sign('alpha')]],
    ['signed', [...sealed, sign('alpha'), sign('beta', 1)]],
  ])('%s', (phase, commands) => expect(done(commands).phase).toBe(phase));
  test('the sealing event tells the shared stream alone what was agreed by whom', () => {
    expect(run(sealed).events.at(-1)?.body).toMatchObject({ type: 'RD', title: 'Study', parties, version: 1, digest: digest(1) });
  });
});

describe('answers', () => {
  const held = (...commands: Command[]): [string, unknown][] => Object.entries(done([create, describeParties, ...commands]).answers).flatMap(([path, answers]) => answers.map((one): [string, unknown] => [path, one.value]));
  test('an answer says who gave it, for whom and when', () => {
    expect(done([...opened, answer('a.b', 1, { status: 'unknown', evidence: ['mail of 3 May'] })]).answers['a.b']).toEqual([{ value: 1, status: 'unknown', evidence: ['mail of 3 May'], by: { person: 'local' }, onBehalfOf: 'local', at: '2026-11-20T00:00:02.000Z' }]);
  });
  test('an answer from a file keeps its own origin', () => {
    expect(done([...opened, answer('a.b', 1, { by: jo, onBehalfOf: 'beta', at: '2026-01-02T03:04:05Z' })]).answers['a.b']).toMatchObject([{ by: jo, onBehalfOf: 'beta', at: '2026-01-02T03:04:05Z' }]);
  });
  test.each<[string, Command[], [string, unknown][]]>([
    ['the same party’s newer answer replaces its older', [answer('a.b', 1), answer('a.b', 2)], [['a.b', 2]]],
    ['two parties may differ', [answer('a.b', 1, { onBehalfOf: 'alpha' }), answer('a.b', 2, { onBehalfOf: 'beta' })], [['a.b', 1], ['a.b', 2]]],
    ['an agreed answer settles the difference', [answer('a.b', 1, { onBehalfOf: 'alpha' }), answer('a.b', 2, { onBehalfOf: 'beta' }), answer('a.b', 3, { status: 'agreed' })], [['a.b', 3]]],
    ['a whole list restates its items', [answer('w.items.x.end', 1), answer('w.items', [{ id: 'x' }])], [['w.items', [{ id: 'x' }]]]],
    ['an item refines the list', [answer('w.items', [{ id: 'x' }]), answer('w.items.x.end', 1)], [['w.items', [{ id: 'x' }]], ['w.items.x.end', 1]]],
    ['a path is not the start of another word', [answer('w.item', 1), answer('w.items', 2), answer('w.item', 3)], [['w.item', 3], ['w.items', 2]]],
    ['taking back takes what is below too', [answer('w.items.x.end', 1), answer('w.items.y.end', 2), answer('w.x', 3), { do: 'withdraw-answers', paths: ['w.items'] }], [['w.x', 3]]],
    ['names of built-in properties are ordinary paths', [answer('constructor', 1), answer('toString', 2)], [['constructor', 1], ['toString', 2]]],
  ])('%s', (_, commands, expected) => expect(held(...commands)).toEqual(expected));
  test('taking back what was never answered is nothing', () => expect(run([{ do: 'withdraw-answers', paths: ['a.b'] }], done(drafted)).events).toEqual([]));
});

describe('commands that change nothing add no event', () => {
  test.each<[string, Command[], Command]>([
    ['the same name', opened, { do: 'name', type: 'RD', title: 'Study' }],
    ['the same draft', drafted, draft()],
    ['the same words', drafted, rewrite(1, 1)],
    ['the same finding set aside', [...drafted, setAside()], setAside()],
  ])('%s', (_, before, command) => expect(run([command], done(before))).toMatchObject({ events: [], refusals: [] }));
});

describe('what is refused', () => {
  test.each<[string, Command[], Command, RefusalCode]>([
    ['creating twice', opened, create, 'wrong-phase'],
    ['answering before creating', [], answer('a.b', 1), 'wrong-phase'],
    ['rewriting before drafting', opened, rewrite(1), 'wrong-phase'],
    ['sealing before drafting', opened, seal(), 'wrong-phase'],
    ['signing before sealing', drafted, sign('alpha'), 'wrong-phase'],
    ['drafting after sealing', sealed, draft(9), 'wrong-phase'],
    ['answering after sealing', sealed, answer('a.b', 1), 'wrong-phase'],
    ['proposing after sealing', sealed, propose('p9'), 'wrong-phase'],
    ['sealing twice', sealed, seal(), 'wrong-phase'],
    ['answering after signing', [...sealed, sign('alpha'), sign('beta', 1)], answer('a.b', 1), 'wrong-phase'],
    ['signing after the last signature', [...sealed, sign('alpha'), sign('beta', 1)], sign('alpha', 2), 'wrong-phase'],
    ['a party id twice', [create], { do: 'describe-parties', parties: [...parties, ...parties] }, 'party-twice'],
    ['an answer for a stranger', opened, answer('a.b', 1, { onBehalfOf: 'gamma' }), 'unknown-party'],
    ['rewriting an old version', [...drafted, rewrite(1)], rewrite(1, 9), 'stale-version'],
    ['rewriting a version to come', drafted, rewrite(2), 'stale-version'],
    ['proposing against an old version', [...drafted, rewrite(1)], propose('p1', 1), 'stale-version'],
    ['making a proposal twice', [...drafted, propose('p1')], propose('p1'), 'proposal-twice'],
    ['accepting what nobody proposed', drafted, accept('p1'), 'unknown-proposal'],
    ['declining what nobody proposed', drafted, decline('toString'), 'unknown-proposal'],
    ['accepting twice', [...drafted, propose('p1'), accept('p1')], accept('p1', 2), 'already-decided'],
    ['declining what was accepted', [...drafted, propose('p1'), accept('p1')], decline('p1'), 'already-decided'],
    ['accepting what was declined', [...drafted, propose('p1'), decline('p1')], accept('p1'), 'already-decided'],
    ['accepting into a text that has moved on', [...drafted, propose('p1'), rewrite(1)], accept('p1', 1), 'stale-version'],
    ['taking up a finding that was not set aside', drafted, { do: 'reopen-finding', fingerprint: 'f1' }, 'not-set-aside'],
    ['sealing another text than the newest', [...drafted, rewrite(1)], seal(1), 'stale-version'],
    ['sealing with an open proposal', [...drafted, propose('p1')], seal(), 'open-proposals'],
    ['sealing two fields of one name', drafted, seal(1, { fields: [...fields, ...fields] }), 'field-twice'],
    ['sealing a field for a stranger', drafted, seal(1, { fields: [{ id: 'x', party: 'gamma', person: null }] }), 'unknown-party'],
    ['signing a field that does not exist', sealed, sign('alpha', 0, { field: 'sign-gamma' }), 'unknown-field'],
    ['signing the other party’s field', sealed, sign('alpha', 0, { party: 'beta' }), 'other-party'],
    ['signing a field twice', [...sealed, sign('alpha')], sign('alpha', 1), 'already-signed'],
    ['consenting to another text', sealed, sign('alpha', 0, { sealed: digest('other') }), 'other-document'],
    ['signing an older file', [...sealed, sign('alpha')], sign('beta', 0), 'stale-version'],
    ['signing a file of one’s own', sealed, sign('alpha', 7), 'stale-version'],
  ])('%s', (_, before, command, code) => expect(refusal(before, command)).toBe(code));
  test('says what stands in the way', () => {
    expect(decide(done(sealed), draft(9))).toMatchObject({ refused: { message: 'The agreement is sealed; its text and its facts can no longer be changed.' } });
    expect(decide(done(opened), create)).toMatchObject({ refused: { message: 'This agreement exists already.' } });
  });
});

describe('what is allowed', () => {
  test.each<[string, Command[]]>([
    ['answering and drafting again after a draft', [...drafted, answer('a.b', 1), draft(2), draft(3)]],
    ['drafting the same text from another library', [...drafted, draft(1, 'library-2')]],
    ['drafting with nothing answered', [create, draft()]],
    ['accepting an older proposal into the newest text', [...drafted, propose('p1'), rewrite(1), accept('p1', 2)]],
    ['setting aside again when the clause has changed', [...drafted, setAside(), { do: 'set-aside-finding', fingerprint: 'f1', reason: 'agreed by mail', clauseHash: null }]],
    ['setting aside, taking up, setting aside', [...drafted, setAside(), { do: 'reopen-finding', fingerprint: 'f1' }, setAside()]],
    ['sealing after the proposals are decided', [...drafted, propose('p1'), decline('p1'), seal()]],
    ['naming anew', [...drafted, { do: 'name', type: 'BC', title: null }]],
  ])('%s', (_, commands) => void done(commands));
  test('a finding taken up again is set aside no more', () => expect(done([...drafted, setAside(), { do: 'reopen-finding', fingerprint: 'f1' }]).setAside).toEqual({}));
  test('open proposals are listed', () => expect(openProposals(done([...drafted, propose('p1'), propose('p2'), decline('p1')]))).toEqual(['p2']));
});

describe('the table of transitions', () => {
  const phases = Object.keys(transitions) as Phase[];
  test('knows every kind of event', () => {
    expect(new Set(Object.values(transitions).flatMap((row) => Object.keys(row)))).toEqual(new Set(Object.keys(bodies)));
    expect(new Set(Object.values(leadsTo))).toEqual(new Set(Object.keys(bodies)));
  });
  test('changes no text once all have signed', () => expect(Object.keys(transitions.signed).sort()).toEqual(['comment-made', 'issue-noted', 'issue-settled', 'obligation-reported', 'page-understood', 'party-joined', 'person-erased', 'seat-ended', 'seat-granted']));
  test.each(phases.flatMap((phase) => (Object.keys(bodies) as EventKind[]).filter((kind) => transitions[phase][kind] === undefined).map((kind): [EventKind, Phase] => [kind, phase])))(
    'an event %s in phase %s is no record of ours',
    (kind, phase) => expect(() => apply({ ...blankState, phase }, { kind, seq: 1, stream: 's' } as Event)).toThrow('cannot follow'),
  );
});

describe('for any commands', () => {
  const versions = fc.integer({ min: 0, max: 4 });
  const texts = fc.integer({ min: 1, max: 5 });
  const proposals = fc.constantFrom('p1', 'p2', 'p3');
  const sides = fc.constantFrom('alpha', 'beta', 'gamma');
  const paths = fc.constantFrom('a', 'a.b', 'a.b.c', 'd', 'constructor');
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.constant(create),
    fc.constant(describeParties),
    fc.record({ do: fc.constant('name' as const), type: fc.constantFrom('RD', null), title: fc.constantFrom('x', 'y', null) }),
    fc.tuple(paths, fc.jsonValue(), sides, fc.constantFrom('unknown', 'proposed', 'agreed', 'disputed')).map(([path, value, onBehalfOf, status]) => answer(path, value as RecordAnswer['value'], { onBehalfOf, status: status as RecordAnswer['status'] })),
    paths.map((path): Command => ({ do: 'withdraw-answers', paths: [path] })),
    texts.map((text) => draft(text)),
    fc.tuple(versions, texts).map(([base, text]) => rewrite(base, text)),
    fc.tuple(proposals, versions).map(([proposal, base]) => propose(proposal, base)),
    fc.tuple(proposals, versions, texts).map(([proposal, base, text]) => accept(proposal, base, text)),
    proposals.map(decline),
    fc.constantFrom('f1', 'f2').map((fingerprint) => setAside(fingerprint)),
    fc.constantFrom('f1', 'f2').map((fingerprint): Command => ({ do: 'reopen-finding', fingerprint })),
    texts.map((text) => seal(text)),
    fc.tuple(sides, fc.integer({ min: 0, max: 2 })).map(([party, base]) => sign(party, base)),
  );
  // Random commands alone would rarely get beyond a draft, so a good start of random length comes first.
  const life = [...sealed, sign('alpha'), sign('beta', 1)];
  const commands = fc.tuple(fc.integer({ min: 0, max: life.length }), fc.array(command, { maxLength: 25 })).map(([start, rest]) => [...life.slice(0, start), ...rest]);
  const deepFreeze = <T>(value: T): T => {
    if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
      Object.freeze(value);
      Object.values(value).forEach(deepFreeze);
    }
    return value;
  };

  test('replaying the events gives the same state', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state, events } = run(list);
        expect(replay(events)).toEqual(state);
        expect(replay(JSON.parse(JSON.stringify(events)) as Event[])).toEqual(state);
      }),
    );
  });
  test('a state is plain data', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state } = run(list);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });
  test('deciding and applying change nothing that they are given', () => {
    fc.assert(
      fc.property(commands, command, (list, next) => {
        const { state } = run(list);
        deepFreeze(state);
        deepFreeze(next);
        const decision = decide(state, next);
        expect(decide(state, next)).toEqual(decision);
        if ('events' in decision) decision.events.forEach((event) => apply(state, deepFreeze(link(event, { ...occasion, at: '' }, null))));
      }),
    );
  });
  test('versions count up by one, the seal holds the newest, and no field is signed twice', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { state, events } = run(list);
        const versions = events.flatMap((event) => (event.kind !== 'agreement-sealed' && 'version' in event.body ? [event.body.version] : []));
        expect(versions).toEqual(versions.map((_, index) => index + 1));
        if (state.shared.seal !== null) expect(state.shared.seal).toMatchObject({ version: state.document?.version, digest: state.document?.digest });
        const signed = state.shared.signatures.map((signature) => signature.field);
        expect(new Set(signed).size).toBe(signed.length);
        expect(state.phase === 'signed').toBe(state.shared.seal !== null && signed.length === state.shared.seal.fields.length);
      }),
    );
  });
});
