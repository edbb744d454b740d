import { z } from 'zod';
import type { Role } from '#agreement/record/seat';
import { roles } from '#agreement/record/seat';
import { operations } from '#operations/index';
import type { Operation, Rule } from '#operations/operation';
import { authPath } from '#world/accounts/handle';
import type { AccountRoute } from '#world/accounts/routes/route';
import { pages } from '#doors/http/pages';

/** Who may, as the door can hold them to it: the command line's own rule is none of its rules. */
export type DoorRule = Exclude<Rule, 'local'>;

/** One address that is served, with who may call it; every other one answers 404. */
export interface Route {
  method: 'GET' | 'POST';
  /** Parts in braces stand for anything without a slash: `/api/agreements/{agreement}/read-agreement`. */
  path: string;
  may: DoorRule;
  summary: string;
  /** What answers it. */
  by: 'operation' | 'accounts' | 'live' | 'page' | 'file' | 'openapi' | 'health' | 'ready' | 'security.txt';
  /** The operation behind it, where there is one. */
  operation?: Operation;
  /** The fields of the body of an address of the accounts. */
  fields?: AccountRoute['fields'];
}

/**
 * Everything that is served, from the operations and the addresses of the accounts (paths below `/api/auth`). Throws where
 * something does not say who may, says what cannot be checked, or stands twice: then nothing is served at all.
 */
export function routesOf(accounts: readonly AccountRoute[], served: readonly Operation[] = operations): Route[] {
  const routes: Route[] = [
    ...served.filter((operation) => operation.may !== 'local').map(routeOf),
    ...accounts.map(({ method, path, may, summary, fields }): Route => ({ method, path: `${authPath}${path}`, may, summary, by: 'accounts', fields })),
    { method: 'GET', path: '/api/live', may: 'person', summary: 'Follow the changes of your agreements: an event stream of names, each to be read again.', by: 'live' },
    { method: 'GET', path: '/api/agreements/{agreement}/live', may: roles, summary: 'Follow the changes of one agreement, also as a guest.', by: 'live' },
    { method: 'GET', path: '/api/openapi.json', may: 'anyone', summary: 'Describe every address of the API.', by: 'openapi' },
    { method: 'GET', path: '/api/health', may: 'anyone', summary: 'Say that the server answers.', by: 'health' },
    { method: 'GET', path: '/api/ready', may: 'anyone', summary: 'Say whether the server can do its work: 503 with what is missing.', by: 'ready' },
    { method: 'GET', path: '/.well-known/security.txt', may: 'anyone', summary: 'Say where to report a flaw.', by: 'security.txt' },
    ...pages.map((path): Route => ({ method: 'GET', path, may: 'anyone', summary: 'Open a screen; what it shows is asked for separately.', by: 'page' })),
    ...['/assets/{file}', '/icon.svg', '/licences.txt'].map((path): Route => ({ method: 'GET', path, may: 'anyone', summary: 'Fetch a file of the screens.', by: 'file' })),
  ];
  const seen = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const fault = faultOf(route) ?? (seen.has(name) ? 'stands twice' : undefined);
    if (fault !== undefined) throw new Error(`The address ${name} ${fault}, so nothing is served.`);
    seen.add(name);
  }
  return routes;
}

/** True if an operation works on one agreement. */
export function namesAgreement(operation: Operation): boolean {
  return takes(operation, 'agreement');
}

/** True if an operation is handed a file, whose bytes are then the body of the request. */
export function takesFile(operation: Operation): boolean {
  return takes(operation, 'file');
}

/** Who may, in one word or a list of roles, as people read it. */
export function inWords(may: DoorRule): string {
  return typeof may === 'object' ? may.join(', ') : may;
}

function routeOf(operation: Operation): Route {
  const { name, may, summary, kind } = operation;
  return {
    method: kind === 'read' && !takesFile(operation) ? 'GET' : 'POST',
    path: namesAgreement(operation) ? `/api/agreements/{agreement}/${name}` : `/api/${name}`,
    may: may as DoorRule,
    summary,
    by: 'operation',
    operation,
  };
}

const words: readonly unknown[] = ['anyone', 'person', 'administrator', 'member', 'manager'] satisfies DoorRule[];

/** What is wrong with a declaration: types hold only for what the compiler saw. */
function faultOf({ may, operation, path }: Route): string | undefined {
  if (may === undefined || may === null) return 'does not say who may call it';
  if (!Array.isArray(may)) return !words.includes(may) ? `says "${String(may)}" may call it, which is no rule` : (may === 'member' || may === 'manager') && operation !== undefined && !takes(operation, 'organisation') ? `is for a ${may} but names no organisation` : undefined;
  if (may.length === 0) return 'does not say who may call it';
  const unknown = may.find((role) => !(roles as readonly unknown[]).includes(role)) as Role | undefined;
  if (unknown !== undefined) return `says "${unknown}" may call it, which is no role`;
  return path.includes('{agreement}') ? undefined : 'is for roles but names no agreement';
}

function takes(operation: Operation, field: string): boolean {
  return operation.input instanceof z.ZodObject && field in operation.input.shape;
}
