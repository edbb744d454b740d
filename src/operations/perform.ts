import type { z } from 'zod';
import type { Json } from '#agreement/record/canonical';
import { digestOf } from '#agreement/record/canonical';
import { InputError } from '#agreement/input-error';
import type { Context, Operation } from '#operations/operation';
import { asJson } from '#operations/json';
import type { Once } from '#world/store/store';
import type { World } from '#world/world';

/** How a call is to be carried out. */
export interface Calling {
  /** Chosen by the caller: the same request under the same key is carried out once and answered again. */
  key?: string | undefined;
}

/** How often a write is decided again after somebody else wrote first. */
const attempts = 4;

/**
 * Runs an operation for a seat: checks who may, checks the input, runs it, and appends what it decided. The result is
 * returned only after the append; a lost race is decided anew on what the other left. Bad input throws an InputError.
 */
export async function perform<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, context: Context, input: unknown, world: World, { key }: Calling = {}): Promise<z.output<O>> {
  if (operation.may !== 'anyone' && !operation.may.includes(context.seat.role)) {
    throw new InputError(`Your role here (${context.seat.role}) may not ${operation.summary.toLowerCase().replace(/\.$/, '')}.`, `Ask somebody in the role ${operation.may.join(' or ')}.`);
  }
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(`The input of ${operation.name} does not fit: ${issue?.message ?? 'unknown trouble'}.`, 'Nothing was changed; the API page shows the form of the input.', issue?.path.join('.') || undefined);
  }
  const once: Omit<Once, 'answer'> | undefined = key === undefined || operation.kind === 'read' ? undefined : { key, request: digestOf({ operation: operation.name, input: asJson(parsed.data) }) };
  if (once !== undefined) {
    const earlier = await world.store.earlier(context.seat, once.key, once.request);
    if (earlier.kind === 'repeated') return earlier.answer as z.output<O>;
    if (earlier.kind === 'key-conflict') throw keyConflict();
  }
  for (let attempt = 1; ; attempt += 1) {
    const { result, append } = await operation.run(context, parsed.data, world);
    if (append === undefined) return result as z.output<O>;
    const appended = await world.store.append(context.seat, once === undefined ? append : { ...append, once: { ...once, answer: asJson(result) as Json } });
    switch (appended.kind) {
      case 'appended':
        return result as z.output<O>;
      case 'repeated':
        return appended.answer as z.output<O>;
      case 'conflict':
        if (attempt < attempts) continue;
        throw new InputError('Somebody else changed this agreement at the same moment.', 'Nothing of yours was written; look at the newest text and try again.');
      case 'key-conflict':
        throw keyConflict();
      case 'exists':
        throw new InputError('An agreement with this id exists already.', 'Nothing was changed; choose another id.');
      case 'absent':
        throw notFound();
    }
  }
}

/** The answer for an idempotency key that was used before for another request. */
export function keyConflict(): InputError {
  return new InputError('This idempotency key was used before for another request.', 'Nothing was changed; choose a new key.');
}

/** The one answer for what is absent and for what is foreign. */
export function notFound(): InputError {
  return new InputError('There is no such agreement here.', 'Check the address, or choose one from the list.');
}
