import type { ReactNode } from 'react';

/** Said where the time of something lies before that of what came before it: the order holds, the times do not. `at` and `before` are RFC 3339 in UTC. */
export function SetBack({ at, before }: { at: string; before: string | undefined }): ReactNode {
  return before !== undefined && at < before ? <span className="block text-small quiet">The clock of the server was set back here; the order holds.</span> : null;
}
