import type { Changes } from '#world/store/changes';
import type { Directory } from '#world/store/directory';
import type { Erasures } from '#world/store/erasures';
import type { Outbox } from '#world/store/outbox';
import type { Store } from '#world/store/store';
import type { Engine } from '#world/store/sql/engine';
import type { Connection } from '#world/store/sql/rows';

/** Everything that is kept, in one database. */
export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  readonly store: Store;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly erasures: Erasures;
  readonly changes: Changes;
  /** For what reads or writes tables by queries of its own: accounts and sessions, backups, checks. */
  readonly engine: Engine;
  /** The connection of the engine. */
  readonly kysely: Connection;
  /** Waits for what is under way and lets go of files and connections; the same as `store.close`. */
  close(): Promise<void>;
}
