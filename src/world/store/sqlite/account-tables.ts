/**
 * The tables of people, sessions and sign-in means, with the names and columns that better-auth gives them for the options in
 * `world/accounts/auth.ts` (a test asks better-auth whether anything is missing). Times are RFC 3339 text in UTC with
 * milliseconds, yes and no are 1 and 0: that is how its adapter writes them, and what libsql can bind. The indexes whose name
 * ends in `_once` are ours: they keep two requests at the same moment from making the same thing twice.
 */
export const accountTables: readonly string[] = [
  `create table "user" (
    "id" text not null primary key,
    "name" text not null,
    "email" text not null unique,
    "emailVerified" integer not null,
    "image" text,
    "createdAt" text not null,
    "updatedAt" text not null,
    "twoFactorEnabled" integer,
    "administrator" integer
  ) strict`,
  `create table "session" (
    "id" text not null primary key,
    "expiresAt" text not null,
    "token" text not null unique,
    "createdAt" text not null,
    "updatedAt" text not null,
    "ipAddress" text,
    "userAgent" text,
    "userId" text not null references "user" ("id") on delete cascade,
    "agreement" text
  ) strict`,
  `create index "session_userId_idx" on "session" ("userId")`,
  `create index "session_oldest" on "session" ("expiresAt")`,
  `create table "account" (
    "id" text not null primary key,
    "accountId" text not null,
    "providerId" text not null,
    "userId" text not null references "user" ("id") on delete cascade,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" text,
    "refreshTokenExpiresAt" text,
    "scope" text,
    "password" text,
    "createdAt" text not null,
    "updatedAt" text not null
  ) strict`,
  `create index "account_userId_idx" on "account" ("userId")`,
  `create unique index "account_once" on "account" ("providerId", "accountId")`,
  `create table "verification" (
    "id" text not null primary key,
    "identifier" text not null,
    "value" text not null,
    "expiresAt" text not null,
    "createdAt" text not null,
    "updatedAt" text not null
  ) strict`,
  `create index "verification_identifier_idx" on "verification" ("identifier")`,
  `create index "verification_oldest" on "verification" ("expiresAt")`,
  `create table "twoFactor" (
    "id" text not null primary key,
    "secret" text not null,
    "backupCodes" text not null,
    "userId" text not null references "user" ("id") on delete cascade,
    "verified" integer,
    "failedVerificationCount" integer,
    "lockedUntil" text
  ) strict`,
  `create index "twoFactor_secret_idx" on "twoFactor" ("secret")`,
  `create index "twoFactor_userId_idx" on "twoFactor" ("userId")`,
  `create unique index "twoFactor_once" on "twoFactor" ("userId")`,
  `create table "passkey" (
    "id" text not null primary key,
    "name" text,
    "publicKey" text not null,
    "userId" text not null references "user" ("id") on delete cascade,
    "credentialID" text not null,
    "counter" integer not null,
    "deviceType" text not null,
    "backedUp" integer not null,
    "transports" text,
    "createdAt" text,
    "aaguid" text
  ) strict`,
  `create index "passkey_userId_idx" on "passkey" ("userId")`,
  `create index "passkey_credentialID_idx" on "passkey" ("credentialID")`,
  `create unique index "passkey_once" on "passkey" ("credentialID")`,
];
