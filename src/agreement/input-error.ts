/** Trouble with what a person handed in or asked for: `what` happened, `next` to do, and the `path` of the value, file or folder; doors answer it with exit code 2. */
export class InputError extends Error {
  /** What happened and what was kept, one sentence. */
  readonly what: string;
  /** What to do next, one sentence. */
  readonly next: string;
  /** The fact path, file or folder concerned, where there is one. */
  readonly path: string | undefined;

  constructor(what: string, next: string, path?: string) {
    super(path === undefined ? `${what} ${next}` : `${path}: ${what} ${next}`);
    this.name = 'InputError';
    this.what = what;
    this.next = next;
    this.path = path;
  }
}
