/** Why a child process gave no answer: over a limit, no room to wait, ended, or its own fault. */
export type ChildErrorCode = 'too-slow' | 'too-big' | 'busy' | 'crashed' | 'failed' | 'closed';

/** A request to a child process that could not be answered, with one sentence a person can read. */
export class ChildError extends Error {
  /** Which kind of failure it was. */
  readonly code: ChildErrorCode;
  /** What the child last wrote about it, for logs only. */
  readonly detail: string | undefined;

  constructor(code: ChildErrorCode, message: string, detail?: string) {
    super(message);
    this.name = 'ChildError';
    this.code = code;
    this.detail = detail === '' ? undefined : detail;
  }
}
