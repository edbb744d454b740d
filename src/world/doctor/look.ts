/** How something is: as it should be, worth a look, or so that something does not work or is not safe. */
export type State = 'fine' | 'look' | 'wrong';

/** One thing that was looked at. */
export interface Look {
  /** The part of the installation, one word or two: "disk". */
  about: string;
  state: State;
  /** What was found, in a sentence; never holds a password. */
  found: string;
  /** What to do, where something is to be done. */
  next?: string;
}

/** Notes what is found of one part. */
export class Looks {
  readonly items: Look[] = [];
  readonly #about: string;

  constructor(about: string) {
    this.#about = about;
  }

  fine(found: string): void {
    this.items.push({ about: this.#about, state: 'fine', found });
  }

  look(found: string, next: string): void {
    this.items.push({ about: this.#about, state: 'look', found, next });
  }

  wrong(found: string, next: string): void {
    this.items.push({ about: this.#about, state: 'wrong', found, next });
  }
}

/** Bytes as people read them: "1.3 GB". */
export function bytesInWords(bytes: number): string {
  const steps = [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']] as const;
  const [unit, name] = steps.find(([size]) => bytes >= size) ?? [1, 'bytes'];
  return `${unit === 1 || bytes / unit >= 100 ? Math.round(bytes / unit) : (bytes / unit).toFixed(1)} ${name}`;
}

/** Milliseconds as people read them: "3 hours". */
export function spanInWords(milliseconds: number): string {
  const steps = [[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute'], [1000, 'second']] as const;
  const span = Math.abs(milliseconds);
  const [unit, name] = steps.find(([size]) => span >= size) ?? [1, 'millisecond'];
  const count = Math.round(span / unit);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** The system's word for why something failed, such as "EACCES". */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.message : String(error);
}
