import { useSyncExternalStore } from 'react';
import type { Me, MyOrganisation } from './api';

const key = 'entente-acting-for';
const listeners = new Set<() => void>();

/** The organisation that a person acts for on this device: the one chosen, else the first; null for somebody without any. */
export function actingIn(me: NonNullable<Me['me']>, chosen: string | null): MyOrganisation | null {
  return me.organisations.find((one) => one.id === chosen) ?? me.organisations[0] ?? null;
}

/** Chooses the organisation to act for from now on. */
export function actFor(organisation: string): void {
  localStorage.setItem(key, organisation);
  for (const listener of listeners) listener();
}

/** The organisation chosen on this device, null if none was. */
export function useChosenOrganisation(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      window.addEventListener('storage', listener);
      return () => {
        listeners.delete(listener);
        window.removeEventListener('storage', listener);
      };
    },
    () => localStorage.getItem(key),
  );
}
