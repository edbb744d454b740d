import { StoreError, type StoreTrouble } from '#world/store/store';

/** The trouble that an error of the server or of the way to it stands for, or the error itself where it is a bug of ours. */
export function asStoreError(error: unknown): unknown {
  const trouble = troubleOf(error);
  // Whether a statement that was under way when the connection broke was carried out is not known.
  return trouble === undefined ? error : new StoreError(trouble, error, trouble === 'unreachable' ? 'unknown' : 'nothing');
}

/** SQLSTATE of an error of the server, or the code of the operating system; empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether the connection can no longer be used, or what it prepared no longer fits the tables. */
export function isSpent(error: unknown): boolean {
  return troubleOf(error) === 'unreachable' || isStale(error);
}

/** Whether a prepared statement no longer fits a table, because another process has migrated it. */
export function isStale(error: unknown): boolean {
  return codeOf(error) === '0A000' && error instanceof Error && error.message.includes('cached plan');
}

function troubleOf(error: unknown): StoreTrouble | undefined {
  const code = codeOf(error);
  return byCode[code] ?? byClass[code.length === 5 ? code.slice(0, 2) : ''] ?? (error instanceof Error && code === '' && lost.test(error.message) ? 'unreachable' : undefined);
}

const byCode: Record<string, StoreTrouble> = {
  '25006': 'read-only',
  '40001': 'crowded',
  '40P01': 'crowded',
  '53100': 'full',
  '53200': 'crowded',
  '53300': 'crowded',
  '55P03': 'crowded',
  '57014': 'crowded',
  '25P03': 'crowded',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  '57P05': 'unreachable',
  '58030': 'io',
  XX001: 'damaged',
  XX002: 'damaged',
  '3D000': 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ECONNABORTED: 'unreachable',
  EPIPE: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  // A socket whose server is gone.
  ENOENT: 'unreachable',
};

const byClass: Record<string, StoreTrouble> = { '08': 'unreachable', '28': 'unreachable' };

// What the driver says without a code.
const lost = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Client was closed|The server does not support SSL|Cannot use a pool after)/;
