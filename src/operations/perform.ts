import type { z } from 'zod';
import type { Digest, Json } from '#agreement/record/canonical';
import { digestOf } from '#agreement/record/canonical';
import { isRecordId } from '#agreement/record/stream';
import { InputError } from '#agreement/input-error';
import { localSeat, type Seat } from '#agreement/record/seat';
import type { Context, ContextOf, Operation, Outcome, PersonHere, Rule } from '#operations/operation';
import { asJson } from '#operations/json';
import { conflict, forbidden, keyConflict, notFound, signInFirst, spent, stillUnderWay } from '#operations/refused';
import type { Append, Once } from '#world/store/store';
import type { World } from '#world/world';

/** How a call is to be carried out. */
export interface Calling {
  /** Chosen by the caller: the same request under the same key is carried out once and answered again. */
  key?: string | undefined;
}

/** How often a write is decided again after somebody else wrote first. */
const attempts = 8;

/** Runs an operation and gives its result alone; see `performWhole`. */
export async function perform<I extends z.ZodType, O extends z.ZodType, M extends Rule>(operation: Operation<I, O, M>, context: Context, input: unknown, world: World, calling: Calling = {}): Promise<z.output<O>> {
  return (await performWhole(operation, context, input, world, calling)).result;
}

/**
 * Runs an operation: checks who may, checks the input, runs it, and appends what it decided. The result is returned only after
 * the append; a lost race is decided anew on what the other left. Bad input throws an InputError, a refusal a Refused.
 */
export async function performWhole<I extends z.ZodType, O extends z.ZodType, M extends Rule>(
  operation: Operation<I, O, M>,
  context: Context,
  input: unknown,
  world: World,
  { key }: Calling = {},
): Promise<{ result: z.output<O>; cookies: readonly string[] }> {
  const { may } = operation;
  if (may === 'local' && context.seat === undefined) throw notFound();
  if (may !== 'local' && may !== 'anyone' && context.person === null) throw signInFirst();
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(`The input of ${operation.name} does not fit: ${issue?.message ?? 'unknown trouble'}.`, 'Nothing was changed; /api/openapi.json shows the form of the input.', issue?.path.join('.') || undefined);
  }
  const called = (await admit(operation, context, parsed.data as Record<string, unknown>, world)) as ContextOf<M>;
  const by = 'seat' in called ? (called.seat as Seat) : undefined;
  const once: Omit<Once, 'answer'> | undefined = key === undefined || operation.kind === 'read' ? undefined : { key, request: digestOf({ operation: operation.name, input: asJson(parsed.data) }) };
  if (once !== undefined && by !== undefined) {
    const earlier = await world.store.earlier(by, once.key, once.request);
    if (earlier.kind === 'repeated') return { result: earlier.answer as z.output<O>, cookies: [] };
    if (earlier.kind === 'key-conflict') throw keyConflict();
  }
  if (once !== undefined && operation.direct === true && context.person !== null) return performDirect(operation, called, parsed.data, world, { ...once, person: context.person.person });
  for (let attempt = 1; ; attempt += 1) {
    const { result, append: decided, cookies = [], as = by, repeat = result, after }: Outcome<z.input<O>> = await operation.run(called, parsed.data, world);
    const done = { result: result as z.output<O>, cookies };
    const append = decided ?? (once === undefined ? undefined : keyAlone(by, parsed.data as Record<string, unknown>));
    if (append === undefined) return done;
    if (as === undefined) throw new Error(`${operation.name} writes without a seat`);
    const appended = await world.store.append(as, once === undefined ? append : { ...append, once: { ...once, answer: asJson(repeat) as Json } }).catch(async (error: unknown) => {
      await after?.(false);
      throw error;
    });
    await after?.(appended.kind === 'appended' || appended.kind === 'repeated');
    switch (appended.kind) {
      case 'appended':
        return done;
      case 'repeated':
        return { result: appended.answer as z.output<O>, cookies };
      case 'conflict':
        if (attempt < attempts) continue;
        throw conflict();
      case 'key-conflict':
        throw keyConflict();
      case 'exists':
        throw new InputError('An agreement with this id exists already.', 'Nothing was changed; choose another id.');
      case 'spent':
        throw spent();
      case 'absent':
        throw notFound();
    }
  }
}

/** Runs an operation that writes by itself, under a key that its person notes before and answers after; where it broke off in between, a repeat says so and does nothing. */
async function performDirect<I extends z.ZodType, O extends z.ZodType, M extends Rule>(operation: Operation<I, O, M>, called: ContextOf<M>, input: z.output<I>, world: World, { person, key, request }: { person: string; key: string; request: Digest }): Promise<{ result: z.output<O>; cookies: readonly string[] }> {
  const begun = await world.directory.beginRequest(person, key, request);
  if (begun.kind === 'repeated') return { result: begun.answer as z.output<O>, cookies: [] };
  if (begun.kind === 'key-conflict') throw keyConflict();
  if (begun.kind === 'under-way') throw stillUnderWay();
  try {
    const { result, cookies = [], repeat = result }: Outcome<z.input<O>> = await operation.run(called, input, world);
    await world.directory.endRequest(person, key, { json: asJson(repeat) as Json });
    return { result: result as z.output<O>, cookies };
  } catch (error) {
    // Refused and bad input changed nothing; of any other trouble nobody knows how far it came.
    if (error instanceof InputError) await world.directory.endRequest(person, key, null);
    throw error;
  }
}

/**
 * What keeps a key although nothing was changed: a repeat after somebody else changed the agreement is answered as the first time and
 * not carried out late. Readers append nothing; what they do (putting an agreement aside) may be done twice.
 */
function keyAlone(by: Seat | undefined, { agreement }: Record<string, unknown>): Append | undefined {
  return by === undefined || by.role === 'reader' || typeof agreement !== 'string' ? undefined : { agreement, writes: [] };
}

/** The context that the rule of an operation, or of anything else that is asked for, guarantees to a person who is signed in; or a refusal. */
export async function admit(operation: Pick<Operation, 'may' | 'summary' | 'kind'>, context: Context, input: Record<string, unknown>, world: World): Promise<Context> {
  const { may, summary, kind } = operation;
  if (may === 'anyone' || may === 'local') return context;
  const person = context.person as PersonHere;
  const doing = summary.toLowerCase().replace(/[.;:,].*$/, '');
  if (typeof may === 'object') {
    const agreement = input['agreement'];
    if (typeof agreement !== 'string' || !isRecordId(agreement)) throw notFound();
    if (person.agreement !== null && person.agreement !== agreement) throw notFound();
    // The command line acts for another party than its own in an agreement that was imported.
    const held = context.seat === undefined || context.seat === localSeat ? await world.directory.seatOf(person.person, agreement) : null;
    const seat = held ?? context.seat ?? null;
    if (seat === null) throw notFound();
    if (!may.includes(seat.role)) throw forbidden(`Your role here (${seat.role}) may not ${doing}.`, `Ask somebody of your side in the role ${may.join(' or ')}.`);
    return { person, seat };
  }
  if (person.agreement !== null) throw forbidden('You came in by a link that leads to one agreement.', 'Sign in with an account to do this.');
  if (kind === 'write' && !person.account && context.seat === undefined) throw forbidden('You came in by a link and have no account here.', 'Ask the administrator of this installation for an account to do this.');
  if (may === 'administrator' && !person.administrator) throw forbidden(`Only an administrator of this installation may ${doing}.`, 'Ask the administrator.');
  if (may === 'member' || may === 'manager') {
    const mine = (await world.directory.organisationsOf(person.person)).find((one) => one.id === input['organisation']);
    if (mine === undefined) throw notFound();
    if (may === 'manager' && mine.role !== 'manager') throw forbidden(`Only a manager of ${mine.name} may ${doing}.`, 'Ask one of its managers.');
  }
  return context;
}
