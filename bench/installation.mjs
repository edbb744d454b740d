// An installation in use: ten agreements of three parties, fifty people, all of it made over HTTP as people make it.
import { Person } from './people.mjs';

const agreements = 10;
const drafts = 5;
const password = 'four quiet horses run';

/**
 * Thirty people with accounts, who each lead one party of one agreement, and twenty guests who came in by a link: counsel of the second
 * party and somebody who drafts for the third. Each agreement is at its third turn, half agreed, with comments; whoever has an
 * account has a few drafts of their own besides. `answers` is the answers file of the agreements, with the parties alpha, beta, gamma.
 */
export async function settle(address, answers) {
  const [first, ...others] = await inTurns(4, Array.from({ length: agreements * 3 }, (_, index) => index), async (index) => account(address, index));
  const accounts = [first, ...others];
  const groups = await inTurns(4, Array.from({ length: agreements }, (_, index) => index), (index) => negotiation(address, index, accounts.slice(index * 3, index * 3 + 3), answers));
  await inTurns(4, accounts.flatMap((person) => Array.from({ length: drafts }, () => person)), ({ person }) => person.write('create-agreement', { type: 'RD' }));
  return groups.flat();
}

let setUp;

async function account(address, index) {
  const person = new Person(address);
  const who = { name: `Lead ${index}`, email: `lead-${index}@north.example`, password, organisation: `Organisation ${index}` };
  // The first account opens the installation; the others come after it.
  if (index === 0) await (setUp = person.write('set-up', who));
  else {
    await setUp;
    await person.write('sign-up', who);
  }
  return { person, email: who.email };
}

async function negotiation(address, index, [a, b, c], answers) {
  const { agreement } = await a.person.write('create-agreement', { answers, party: 'alpha' });
  await a.person.write('send-turn', { agreement, answering: 0, note: 'A first draft.' });
  const invited = async (by, role, email, party) => (await by.person.write('invite-person', { agreement, role, email, ...(party !== undefined && { party }) })).link.split('#')[1];
  await b.person.write('accept-invitation', { token: await invited(a, 'lead', b.email, 'beta') });
  await c.person.write('accept-invitation', { token: await invited(a, 'lead', c.email, 'gamma') });
  const guests = [];
  for (const [by, role, name] of [[b, 'counsel', 'Counsel'], [c, 'contributor', 'Drafter']]) {
    const person = new Person(address);
    await person.write('accept-invitation', { token: await invited(by, role, `${role}-${index}@south.example`), name: `${name} ${index}` });
    guests.push(person);
  }
  for (const [turn, lead, n] of [[1, b, 25], [2, c, 35]]) {
    await lead.person.write('answer-questions', { agreement, answers: [{ path: 'term.exits.cure', value: { n, unit: 'day' } }] });
    await lead.person.write('send-turn', { agreement, answering: turn });
  }
  for (const { person } of [a, b, c]) {
    const { standing } = await person.read('read-negotiation', { agreement });
    await person.write('answer-clause', { agreement, answer: 'agreed', clauses: standing.rows.filter((_, at) => at % 2 === 0).map(({ clause, hash }) => ({ clause, hash })) });
    for (const scope of ['us', 'everyone']) await person.write('make-comment', { agreement, scope, clause: standing.rows[3].clause, text: 'Could we say this in fewer words?' });
  }
  return [
    ...[a, b, c].map(({ person }) => ({ person, agreement, role: 'lead' })),
    { person: guests[0], agreement, role: 'counsel' },
    { person: guests[1], agreement, role: 'contributor' },
  ];
}

/** Works on a list, `width` of it at a time. */
async function inTurns(width, list, work) {
  const results = Array(list.length);
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => {
    while (next < list.length) {
      const at = next++;
      results[at] = await work(list[at]);
    }
  }));
  return results;
}
