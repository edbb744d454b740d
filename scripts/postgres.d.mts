/** A running PostgreSQL of one's own. */
export interface OwnPostgres {
  /** Its folder, which holds the socket (name it as host) and postgres.log. */
  readonly folder: string;
  /** Process id of the server, null while it is stopped. */
  readonly pid: number | null;
  url(database?: string): string;
  create(name?: string, template?: string): Promise<string>;
  query(text: string, database?: string): Promise<Record<string, unknown>[]>;
  start(): Promise<void>;
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  kill(): Promise<void>;
  end(): Promise<void>;
}

export function postgresBinaries(): string | undefined;

export function startPostgres(options?: { folder?: string; durable?: boolean; settings?: readonly string[] }): Promise<OwnPostgres>;
