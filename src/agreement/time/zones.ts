/**
 * True if the name is a time zone this runtime knows (IANA, such as Europe/Berlin). The list of zones comes with the runtime and is
 * the same in every locale; asking for it here and not through Temporal keeps the arithmetic of days off screens that compute none.
 */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
