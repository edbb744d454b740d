import { DamageError, StoreError, type StoreTrouble } from '#world/store/store';

/** What is written about trouble of ours. */
export interface Trouble {
  /** Shown to the person too, so that the two can be brought together. */
  reference?: string;
  /** The route as it is declared, never the address as it was asked for: that may hold names and tokens. */
  route: string;
  error: unknown;
}

/** What is written about a request that was answered. */
export interface Answered {
  method: string;
  route: string;
  status: number;
  milliseconds: number;
}

/** What the server itself does or notices. */
export type LogEvent = 'started' | 'migrated' | 'stopping' | 'stopped' | 'cut-off' | 'database-lost' | 'database-back' | 'mail-failing' | 'mail-back' | 'clock-step';

/** Where the door writes what people who run it must know: one JSON object a line, without secrets, personal data or words of agreements. */
export interface Log {
  trouble(trouble: Trouble): void;
  /** Figures and names of our own only: nothing that anybody typed. */
  event(event: LogEvent, figures?: Readonly<Record<string, number | string>>): void;
  /** Absent where requests are not written down. */
  answered?: (answered: Answered) => void;
}

const warnings: ReadonlySet<LogEvent> = new Set(['cut-off', 'database-lost', 'mail-failing', 'clock-step']);

const quietFor = 60_000;

/**
 * Writes lines with the time of the clock (RFC 3339); `requests` also writes one for each answer. A trouble of the store, which every
 * request meets alike, is written once a minute, with how often it was met since.
 */
export function createLog(write: (line: string) => void, now: () => string, { requests = false, passed = () => performance.now() } = {}): Log {
  const line = (level: string, fields: object): void => write(inAscii({ at: now(), level, ...fields }));
  const told = new Map<StoreTrouble, { at: number; since: number }>();
  return {
    trouble: ({ error, ...place }) => {
      if (!(error instanceof StoreError)) return line('error', { ...place, ...describe(error) });
      const before = told.get(error.trouble);
      if (before !== undefined && passed() - before.at < quietFor) {
        before.since += 1;
        return;
      }
      told.set(error.trouble, { at: passed(), since: 0 });
      line('error', { ...place, ...describe(error), ...(before !== undefined && before.since > 0 && { met: before.since }) });
    },
    event: (event, figures = {}) => line(warnings.has(event) ? 'warning' : 'info', { event, ...figures }),
    ...(requests && { answered: (answered: Answered) => line('info', { ...answered }) }),
  };
}

/** Letters beyond ASCII as escapes, so that no text of anybody can break a line or turn its direction. */
function inAscii(value: object): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An error without what it may quote: our own name places in the record, all others lose what stands in quotation marks and what could be a token. */
function describe(error: unknown): { error: string; stack?: string[] } {
  if (error instanceof DamageError || error instanceof StoreError) return { error: error.message };
  if (!(error instanceof Error)) return { error: 'something that is no error was thrown' };
  const message = error instanceof SyntaxError ? '' : error.message.replace(/"[^"]*"?|'[^']*'|`[^`]*`|“[^”]*”?/g, '…').replace(/[\w+/=-]{24,}|\S+@\S+/g, '…').slice(0, 200);
  const stack = (error.stack ?? '').split('\n').filter((one) => /^\s+at /.test(one)).slice(0, 12).map((one) => one.trim());
  return { error: `${error.name}: ${message}`, stack };
}
