import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import type { ClausePlayLines, PlayLine, PlayStanding } from '#stages/negotiate/playbook';
import { read } from '../api';
import { SeverityShape } from './paper';

/** What the own organisation's playbook says of an agreement; no clauses for whoever does not belong to it. */
export const playbookQuery = (id: string) => ({ queryKey: ['agreement', id, 'playbook'], queryFn: () => read<{ pack: { title: string | null; version: string } | null; clauses: ClausePlayLines[] }>(`agreements/${id}/read-playbook`) });

/** The lines of the playbook by clause; those that no clause reads stand under ''. */
export function usePlaybook(id: string): ReadonlyMap<string, readonly PlayLine[]> {
  const { data } = useQuery(playbookQuery(id));
  return useMemo(() => new Map((data?.clauses ?? []).map(({ clause, lines }) => [clause ?? '', lines])), [data]);
}

const standingWords: Readonly<Record<PlayStanding, string>> = { preferred: 'as preferred', acceptable: 'acceptable', 'walk-away': 'walk away', other: 'not in the playbook', open: 'open' };

/** What the own side wants of a clause, where the text stands, and that nobody else sees it. */
export function Play({ lines }: { lines: readonly PlayLine[] | undefined }): ReactNode {
  if (lines === undefined || lines.length === 0) return null;
  return (
    <aside className="play private no-print" aria-label="Our playbook, for our side alone">
      <p className="play-head">Our playbook, for our side alone</p>
      <ul>
        {lines.map((line) => (
          <li key={line.what}>
            {line.stands === 'walk-away' && <SeverityShape severity="error" />}
            {line.stands === 'other' && <SeverityShape severity="warning" />}
            <span>
              <b>
                {line.what}: {line.now}
              </b>{' '}
              ({standingWords[line.stands]}). Ours: preferred {line.preferred}
              {line.acceptable !== '' && `; acceptable ${line.acceptable}`}
              {line.walkAway !== '' && `; walk away: ${line.walkAway}`}.{line.note !== null && ` ${line.note}`}
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
