import type { PasswordCost } from '#world/accounts/password';

/** What hashing a password takes in tests that are not about hashing: less than a millisecond instead of a quarter of a second. */
export const cheapPasswords: PasswordCost = { ln: 4, r: 8, p: 1 };
