import { InputError } from '#agreement/input-error';

/** What a pool sends to its child. */
export interface ToChild {
  kind: 'request';
  request: unknown;
}

/** What a child sends to its pool: once that it is ready, then one message per request. */
export type FromChild =
  | { kind: 'ready' }
  | { kind: 'answer'; answer: unknown }
  | { kind: 'input-error'; what: string; next: string; path: string | undefined }
  | { kind: 'error'; message: string; stack: string | undefined };

/** Makes this process a child of a ChildPool: answers requests one after another until the parent is gone. */
export function answerParent<Request, Answer>(answer: (request: Request) => Answer | Promise<Answer>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToChild) => {
    void Promise.resolve()
      .then(() => answer(message.request as Request))
      .then((value): FromChild => ({ kind: 'answer', answer: value }), describe)
      .then(say);
  });
  say({ kind: 'ready' });
}

function say(message: FromChild): void {
  process.send?.(message);
}

function describe(error: unknown): FromChild {
  if (error instanceof InputError) return { kind: 'input-error', what: error.what, next: error.next, path: error.path };
  if (error instanceof Error) return { kind: 'error', message: error.message, stack: error.stack };
  return { kind: 'error', message: String(error), stack: undefined };
}
