import { join } from 'node:path';
import { startMailServer } from '../world/mail-server';
import { type Case, Cases, must, until } from './cases';
import { Gate, type Mode } from './gate';
import { Installation } from './installation';
import { ended, type Run, start } from './kills';
import { agreeAll, type Carry } from './people';
import { lookInto } from './place';

/* Mail servers in every kind of trouble: nobody waits for them, and each mail comes once they are well. */

const modes: readonly Mode[] = ['hang', 'refuse', 'break', 'slow', 'break midway', 'break when taken'];

/** No answer may take this long: a mail server that hangs is given up on after ten seconds. */
const tooLong = 9_000;

export async function troubledMail(run: Run, done: Case[]): Promise<void> {
  const cases = new Cases('mail', done, run.progress);
  await Promise.all(modes.map((mode) => cases.try(`a mail server in the way "${mode}": everything is answered as ever, and each mail comes ${mode === 'break when taken' ? 'under one id' : 'once'} when it is well`, () => through(run, mode))));
  await cases.try('a mail server that was away: the running server sends what waited, by itself', async () => {
    const { here, gate, mails } = await withMail(run, 'back');
    gate.mode = 'refuse';
    await carryOf(here)('anna', 'invite-person', { agreement: here.agreement, email: 'late@readers.example', role: 'reader' });
    must(mails.got.length === 0, 'a mail came through a closed gate');
    await until('a first try that failed', 15, async () => ((await here.browsers.ask('anna', 'read-outbox', {})).body as { items: { lastError: string | null }[] }).items.some(({ lastError }) => lastError !== null));
    gate.mode = 'pass';
    await until('the mail', 90, async () => mails.got.some(({ to }) => to.includes('late@readers.example')));
    await here.end();
    gate.close();
    await mails.close();
  });
}

async function withMail(run: Run, name: string): Promise<{ here: Installation; gate: Gate; mails: Awaited<ReturnType<typeof startMailServer>> }> {
  const mails = await startMailServer({ disabledCommands: ['STARTTLS'] });
  const gate = await Gate.open(mails.port);
  const here = await Installation.make(join(run.folder, `mail-${name.replaceAll(' ', '-')}`));
  await here.server.end('SIGTERM');
  await here.start({ options: ['--mail', `smtp://127.0.0.1:${gate.port}?from=entente@alpha.example`] });
  return { here, gate, mails };
}

async function through(run: Run, mode: Mode): Promise<void> {
  const { here, gate, mails } = await withMail(run, mode);
  gate.mode = mode;
  let longest = 0;
  const inTime: Carry = async (who, operation, input) => {
    const at = performance.now();
    const result = await carryOf(here)(who, operation, input);
    longest = Math.max(longest, performance.now() - at);
    return result as never;
  };
  await live(inTime, here.agreement);
  must(longest < tooLong, `an answer took ${Math.round(longest)} ms`);
  // Somebody who cannot wait for the next try: the server is killed, and its claims run out.
  await here.end('SIGKILL');
  gate.mode = 'pass';
  await ended(start(run.child, { job: 'send', place: here.place, ahead: 60 * 60_000, mail: mails.port }));
  const { kysely, close } = await lookInto(here.place);
  const rows = await kysely.selectFrom('outbox').select(['id', 'dedupe', 'state', 'attempts']).where('state', '<>', 'held').execute();
  await close();
  must(rows.length >= 5, `only ${rows.length} mails were put`);
  for (const { id, dedupe, state, attempts } of rows) {
    const came = mails.got.filter(({ raw }) => raw.includes(`<${id}@`)).length;
    must(state === 'sent' && came >= 1, `mail ${dedupe} is ${state} and came ${came} times`);
    must(came === 1 || (mode === 'break when taken' && came <= attempts) || (mode === 'slow' && came <= attempts), `mail ${dedupe} came ${came} times in ${attempts} tries`);
  }
  gate.close();
  await mails.close();
}

/** From a turn to the last signature: all that people are mailed about. */
export async function live(carry: Carry, agreement: string): Promise<void> {
  await carry('anna', 'answer-questions', { agreement, answers: [{ path: 'conf.terms.period', value: { n: 8, unit: 'year' } }] });
  await carry('anna', 'send-turn', { agreement, answering: 1, note: 'Eight years.' });
  await agreeAll(carry, agreement);
  await carry('anna', 'seal-agreement', { agreement });
  for (const [who, party, name] of [['anna', 'alpha', 'Ada Winter'], ['bo', 'beta', 'Bruno Marchand']] as const) {
    const { seal } = await carry<{ seal: { sealed: string; fields: { id: string; party: string }[] } }>(who, 'read-agreement', { agreement });
    await carry(who, 'sign-agreement', { agreement, field: seal.fields.find((one) => one.party === party)?.id, name, consent: seal.sealed });
  }
}

/** Carries operations out over HTTP, each write under a key that the ledger knows. */
export function carryOf(here: Installation): Carry {
  return async <T>(who: string, operation: string, input: Record<string, unknown>): Promise<T> => {
    const key = `k${here.ledger.answered.size}-${operation}`;
    const result = await here.browsers.do<T>(who, operation, input, key);
    if (!/^(?:read|list|look)-/.test(operation)) here.ledger.hear({ say: 'answered', key, result });
    return result;
  };
}
