// node bench/load-client.mjs <address>[,<address>…] <phases as JSON>: fifty people at work against servers that run; prints what they met as JSON.
// Started by load.mjs as a process of its own, so that the server's time is the server's.
import { readFileSync } from 'node:fs';
import { settle } from './installation.mjs';

const [addresses, phases] = [process.argv[2].split(','), JSON.parse(process.argv[3])];

/** What people do, in parts of a hundred, and whether a guest's session may. */
const mix = [
  ['read-agreement', 32, true], ['read-negotiation', 20, true], ['read-home', 12, false], ['list-agreements', 8, false], ['compare-turns', 6, true], ['read-turn', 4, true],
  ['inspect-agreement', 4, true], ['list-people', 4, true], ['track-agreement', 3, true], ['search-agreements', 2, false],
  ['make-comment', 2, true], ['answer-clause', 1.5, false], ['answer-questions', 1.4, true], ['send-turn', 0.1, false],
];

const writes = new Set(['make-comment', 'answer-clause', 'answer-questions', 'send-turn']);

const people = (await settle(addresses[0], readFileSync(new URL('answers.yaml', import.meta.url), 'utf8'))).map((one, index) => ({ ...one, next: chance(index + 1), rows: [] }));
const counted = [];
for (const phase of phases) {
  people.forEach(({ person }, index) => person.moveTo(addresses[index % (phase.servers ?? 1)]));
  process.send?.({ begins: phase.name });
  counted.push(await everybody(phase));
  process.send?.({ ends: phase.name });
}
console.log(JSON.stringify({ counted, people: people.map(({ agreement, role, person }) => ({ agreement, role, cookie: person.cookie })) }));
for (const { person } of people) person.leave();
process.disconnect?.();

/**
 * Everybody asks for some seconds, and asks again when they are answered, after a pause of up to `pause` ms. `only` narrows what
 * they do to one thing, `reads` to what changes nothing. They are spread over the first `servers` addresses (1).
 */
async function everybody({ name, seconds, pause = 0, only, reads = false }) {
  const until = performance.now() + seconds * 1000;
  const phase = { name, bytes: 0, late: 0, errors: {}, times: {} };
  await Promise.all(people.map((one) => atWork(one, { until, pause, only, reads }, phase)));
  return phase;
}

async function atWork(one, { until, pause, only, reads }, phase) {
  const may = mix.filter(([name, , guest]) => (only === undefined || name === only) && !(reads && writes.has(name)) && (guest || one.role === 'lead') && !(name === 'answer-questions' && one.role === 'counsel'));
  const parts = may.reduce((sum, [, part]) => sum + part, 0);
  for (;;) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, one.next() * pause));
    if (performance.now() >= until) return;
    let at = one.next() * parts;
    const [name] = may.find(([, part]) => (at -= part) < 0) ?? may[0];
    const start = performance.now();
    const answered = await ask(one, name).catch((error) => ({ status: error.code ?? error.message, bytes: 0, text: '' }));
    (phase.times[name] ??= []).push(performance.now() - start);
    phase.bytes += answered.bytes;
    if (answered.status === 200) {
      if (name === 'read-negotiation') {
        const { standing, turns } = JSON.parse(answered.text);
        Object.assign(one, { rows: standing.rows, turn: turns.length });
      }
    } else if (answered.status === 400 && (name === 'answer-clause' || name === 'send-turn')) {
      // Somebody else's turn came first, or there was nothing to send: what people are told is right.
      phase.late += 1;
    } else {
      const why = `${name}: ${answered.status} ${answered.text.slice(0, 200)}`;
      phase.errors[why] = (phase.errors[why] ?? 0) + 1;
    }
  }
}

function ask({ person, agreement, rows, turn, next }, name) {
  const any = (list) => list[Math.floor(next() * list.length)];
  switch (name) {
    case 'read-home':
      return person.send('GET', name);
    case 'list-agreements':
      return person.send('GET', name, undefined, { limit: 50 });
    case 'search-agreements':
      return person.send('GET', name, undefined, { text: any(['confidential', 'liability cap', 'steering']) });
    case 'compare-turns':
      return person.send('GET', name, agreement, any([{ from: 1, to: 2 }, { from: 2, to: 3 }, { from: 1, to: 3 }, { from: 3, to: 'own' }]));
    case 'read-turn':
      return person.send('GET', name, agreement, { turn: any([1, 2, 3]) });
    case 'make-comment':
      return person.send('POST', name, agreement, { scope: any(['us', 'everyone']), clause: any(rows)?.clause ?? null, text: 'We read this again; it can stay.' });
    case 'answer-clause': {
      const row = any(rows);
      return row === undefined ? person.send('GET', 'read-negotiation', agreement) : person.send('POST', name, agreement, { answer: any(['agreed', 'open']), clauses: [{ clause: row.clause, hash: row.hash }] });
    }
    case 'answer-questions':
      return person.send('POST', name, agreement, { answers: [{ path: 'term.exits.cure', value: { n: 15 + Math.floor(next() * 60), unit: 'day' } }] });
    case 'send-turn':
      return person.send('POST', name, agreement, { answering: turn ?? 3, note: 'As talked about.' });
    default:
      return person.send('GET', name, agreement);
  }
}

/** Numbers between 0 and 1, the same in every run. */
function chance(seed) {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
