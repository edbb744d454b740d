import { InputError } from '#agreement/input-error';

/** Why somebody was refused, beyond bad input; doors turn it into their own codes. */
export type RefusedKind = 'sign-in' | 'forbidden' | 'absent' | 'conflict' | 'key-conflict' | 'spent' | 'not-fresh';

/** A request that is well-formed and still not carried out. */
export class Refused extends InputError {
  readonly kind: RefusedKind;

  constructor(kind: RefusedKind, what: string, next: string) {
    super(what, next);
    this.kind = kind;
  }
}

/** The one answer for what is absent and for what is foreign. */
export function notFound(): Refused {
  return new Refused('absent', 'There is no such agreement here.', 'Check the address, or choose one from the list.');
}

/** The answer for somebody who is not signed in. */
export function signInFirst(): Refused {
  return new Refused('sign-in', 'You are not signed in.', 'Sign in, then try again; what you typed is kept on the page.');
}

/** The answer for somebody who may not do this. */
export function forbidden(what: string, next: string): Refused {
  return new Refused('forbidden', what, next);
}

/** The answer for a write that came too late again and again. */
export function conflict(): Refused {
  return new Refused('conflict', 'Somebody else changed this agreement at the same moment.', 'Nothing of yours was written; look at the newest text and try again.');
}

/** The answer for an idempotency key that was used before for another request. */
export function keyConflict(): Refused {
  return new Refused('key-conflict', 'This idempotency key was used before for another request.', 'Nothing was changed; choose a new key.');
}

/** The answer for a repeat of a request that was begun under this key and has not ended. */
export function stillUnderWay(): Refused {
  return new Refused('key-conflict', 'A request under this idempotency key was begun, and how it ended is not known.', 'Look whether it was carried out; if it was not, send it under a new key.');
}

/** The answer for an invitation that can no longer be used; it does not say why to whoever holds it. */
export function spent(): Refused {
  return new Refused('spent', 'This invitation can no longer be used.', 'It was used, taken back, or has run out. Ask whoever invited you for a new one; if you used it yourself, sign in or ask for a new link.');
}
