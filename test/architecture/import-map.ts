/**
 * What each ring of `src/` may import: the design, as data. The test beside it holds every file to it; change a line here only
 * together with the page in `decisions/` that says why.
 */

/** The rings, innermost first. `web` is the part of the doors that runs in a browser. */
export type RingName = 'agreement' | 'library' | 'stages' | 'formats' | 'world' | 'operations' | 'doors' | 'web';

/** One ring: where it lives, what it may import, and what it must not know. */
export interface Ring {
  /** Folder inside `src/`. */
  folder: string;
  /** Rings of ours it may import, besides itself. */
  rings: readonly RingName[];
  /** npm packages it may import; a name ending in `*` stands for all that begin so. */
  packages: readonly string[];
  /** Whether it may import `node:` modules. */
  node: boolean;
  /** Whether it is pure: no clock, chance, disk, network, process, console or locale of the machine. */
  pure: boolean;
  /** Whether its folders are siblings that never import each other; files beside the folders belong to all of them. */
  siblings: boolean;
}

/** The import map. */
export const rings: Readonly<Record<RingName, Ring>> = {
  agreement: {
    folder: 'agreement',
    rings: [],
    packages: ['prosemirror-model', 'prosemirror-transform', 'zod', 'yaml', 'temporal-polyfill', '@noble/hashes', 'canonicalize', 'fast-myers-diff'],
    node: false,
    pure: true,
    siblings: false,
  },
  library: { folder: 'library', rings: ['agreement'], packages: ['zod', 'yaml', '@noble/hashes', 'canonicalize'], node: false, pure: true, siblings: false },
  stages: {
    folder: 'stages',
    rings: ['agreement', 'library'],
    packages: ['prosemirror-*', 'fast-myers-diff', 'temporal-polyfill', 'yaml'],
    node: false,
    pure: true,
    siblings: true,
  },
  formats: {
    folder: 'formats',
    rings: ['agreement'],
    packages: ['prosemirror-model', 'zod', 'fflate', 'ical-generator', '@myriaddreamin/typst-ts-node-compiler'],
    node: true,
    pure: false,
    siblings: true,
  },
  world: {
    folder: 'world',
    rings: ['agreement'],
    packages: ['libsql', 'pg', 'kysely', 'age-encryption', 'yauzl', '@libpdf/core', '@peculiar/x509', 'pkijs', 'asn1js', 'pdfjs-dist', 'date-holidays', 'nodemailer', 'better-auth', '@better-auth/passkey', '@zxcvbn-ts/language-common'],
    node: true,
    pure: false,
    siblings: false,
  },
  operations: { folder: 'operations', rings: ['agreement', 'library', 'stages', 'formats', 'world'], packages: ['zod'], node: false, pure: false, siblings: false },
  doors: {
    folder: 'doors',
    rings: ['agreement', 'library', 'stages', 'formats', 'world', 'operations'],
    packages: ['hono', '@hono/node-server', 'commander', 'zod', 'yaml'],
    node: true,
    pure: false,
    siblings: false,
  },
  web: {
    folder: 'doors/web',
    rings: ['agreement', 'library', 'stages'],
    packages: ['react', 'react-dom', 'zod', 'fast-myers-diff', '@tanstack/react-router', '@tanstack/react-query', '@fontsource-variable/*', 'tailwindcss', 'prosemirror-*', 'vite', '@simplewebauthn/browser', 'uqr'],
    node: false,
    pure: false,
    siblings: false,
  },
};

/** Packages that belong to one folder of their ring, so that what they do stays behind one door. */
export const packageHomes: Readonly<Record<string, string>> = {
  libsql: 'world/store/sqlite',
  pg: 'world/store/postgres',
  kysely: 'world/store',
  '@libpdf/core': 'world/signing',
  '@peculiar/x509': 'world/signing',
  pkijs: 'world/signing',
  asn1js: 'world/signing',
  'age-encryption': 'world/backup',
  'date-holidays': 'world/holidays.ts',
  nodemailer: 'world/mail',
  'better-auth': 'world/accounts',
  '@better-auth/passkey': 'world/accounts',
  '@zxcvbn-ts/language-common': 'world/accounts',
  'ical-generator': 'formats/ics',
  '@myriaddreamin/typst-ts-node-compiler': 'formats/pdf',
  hono: 'doors/http',
  '@hono/node-server': 'doors/http',
  commander: 'doors/cli',
};

/** The one folder in which SQL is written. */
export const sqlHome = 'world/store';

/** Files that are whole processes: nothing imports them, so they may join rings that otherwise do not meet. */
export const processes: Readonly<Record<string, readonly RingName[]>> = {
  'world/children/write-pdf.ts': ['formats'],
};

/** Names of the machine that pure rings must not use, and why. */
export const impureGlobals: Readonly<Record<string, string>> = {
  Date: 'clock',
  performance: 'clock',
  setTimeout: 'clock',
  setInterval: 'clock',
  setImmediate: 'clock',
  queueMicrotask: 'clock',
  crypto: 'chance',
  Intl: 'locale of the machine',
  fetch: 'network',
  XMLHttpRequest: 'network',
  WebSocket: 'network',
  process: 'process',
  Buffer: 'process',
  globalThis: 'process',
  require: 'disk',
  console: 'screen',
  window: 'screen',
  navigator: 'screen',
  localStorage: 'disk',
};

/** Files of pure rings that may use one such name after all: the list of zones comes with the runtime and is the same in every locale. */
export const impureExceptions: Readonly<Record<string, readonly string[]>> = { 'agreement/time/zones.ts': ['Intl'] };

/** Members that pure rings must not use: `object.member`, or `.member` of anything. */
export const impureMembers: Readonly<Record<string, string>> = {
  'Math.random': 'chance',
  'Temporal.Now': 'clock',
  '.toLocaleString': 'locale of the machine',
  '.toLocaleDateString': 'locale of the machine',
  '.toLocaleTimeString': 'locale of the machine',
  '.toLocaleUpperCase': 'locale of the machine',
  '.toLocaleLowerCase': 'locale of the machine',
  '.localeCompare': 'locale of the machine',
};
