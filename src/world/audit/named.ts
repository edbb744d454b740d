import { commitmentsIn, filesNamedBy } from '#agreement/record/bundle';
import type { Digest } from '#agreement/record/canonical';
import type { Event } from '#agreement/record/event';

/** What an event names that is kept outside the chain. */
export interface Named {
  /** Digests of files. */
  files: readonly Digest[];
  /** Commitments to the details of people, by the person's id. */
  people: ReadonlyMap<string, ReadonlySet<string>>;
  /** Somebody of whom nothing is kept any more. */
  erased?: string;
}

const nothing: Named = { files: [], people: new Map() };

/** What an event names; `body` is its JSON, which is read only where it may name something. */
export function namedIn(kind: string, body: string): Named {
  const erases = kind === 'person-erased';
  // Files and commitments are digests, all of one form.
  if (!erases && !body.includes('"sha256:')) return nothing;
  const event = { kind, body: JSON.parse(body) as unknown } as Pick<Event, 'kind' | 'body'>;
  return { files: filesNamedBy(event), people: commitmentsIn(event.body), ...(erases && { erased: (event as Extract<Event, { kind: 'person-erased' }>).body.person.person }) };
}
