import { ApiError, write } from '../../api';

/** Whether this browser and this address can use passkeys: they belong to a name, and an IP address is none. */
export function passkeysHere(): 'yes' | 'no' | 'other-address' {
  if (typeof window.PublicKeyCredential === 'undefined') return 'no';
  const { hostname } = window.location;
  return /^[\d.]+$/.test(hostname) || hostname.startsWith('[') ? 'other-address' : 'yes';
}

/** This page under the name of this machine, where a passkey can be used; null where it has another one. */
export function namedAddress(): string | null {
  const { hostname, protocol, port, pathname, search } = window.location;
  return hostname === '127.0.0.1' || hostname === '[::1]' ? `${protocol}//localhost${port === '' ? '' : `:${port}`}${pathname}${search}` : null;
}

/** Signs in with a passkey that the browser offers. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const optionsJSON = await write<Parameters<typeof startAuthentication>[0]['optionsJSON']>('auth/passkeys/sign-in-options', {});
  const response = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
    throw inPlainWords(error, 'No passkey was used.', 'Try again, or sign in another way.');
  });
  await write('auth/passkeys/sign-in', { response });
}

/** Adds a passkey to the reader's account, under a name of their own. */
export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const optionsJSON = await write<Parameters<typeof startRegistration>[0]['optionsJSON']>('auth/passkeys/register-options', {});
  const response = await startRegistration({ optionsJSON }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'InvalidStateError') throw new ApiError('This device holds a passkey of this account already.', 'Nothing was changed. Use it, or add one on another device.', undefined, 0);
    throw inPlainWords(error, 'No passkey was added.', 'Try again, and confirm it on your device.');
  });
  await write('auth/passkeys/register', { response, name });
}

/** The browser's own words are for programmers: whatever it was, nothing happened. */
function inPlainWords(error: unknown, what: string, next: string): unknown {
  return error instanceof Error ? new ApiError(what, next, undefined, 0) : error;
}
