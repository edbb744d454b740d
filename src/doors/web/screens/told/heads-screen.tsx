import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, type ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { titleOf } from '#stages/draft/draft';
import { allDifferences, headsOfTerms } from '#stages/draft/heads';
import { useAgreement, useEditing } from '../../agreement-context';
import { questionHref } from '../../addresses';
import { read } from '../../api';
import { usePaperEvents } from '../../components/events';
import { Sheet } from '../../components/paper';
import { Trouble } from '../../components/state';
import { useTitle } from '../../use-title';
import { ToldFrame } from './told-frame';

/** Heads of terms from the answers as they stand, with what is open and what differs; they need no draft. */
export function HeadsScreen(): ReactNode {
  const { id, data, library } = useAgreement();
  const { answers } = useEditing();
  const navigate = useNavigate();
  const desk = useRef<HTMLDivElement>(null);
  useTitle('Heads of terms', data.title);
  const said = useQuery({ queryKey: ['agreement', id, 'differences'], queryFn: () => read<{ differences: Parameters<typeof allDifferences>[1] }>(`agreements/${id}/read-differences`) });
  const { printed, open, differ } = useMemo(() => headsOfTerms(library, answers, titleOf(answers), allDifferences(answers, said.data?.differences ?? [])), [library, answers, said.data]);
  const links = useMemo(() => ({ href: (path: string) => questionHref(id, path) }), [id]);
  usePaperEvents(desk, { onQuestion: (address) => void navigate({ to: address }) });
  const counted = [open.length === 0 ? 'nothing is open' : `${open.length} ${open.length === 1 ? 'fact is' : 'facts are'} open`, differ === 0 ? 'the parties do not differ' : `the parties differ on ${differ} ${differ === 1 ? 'point' : 'points'}`];
  return (
    <ToldFrame title="Heads of terms" about={`On two pages, before the full draft: ${counted.join(', ')}.`} file={{ leaflet: 'heads' }}>
      {said.isError && <Trouble error={said.error} again={() => void said.refetch()} title="What the parties answer differently could not be read" />}
      <div ref={desk} className="told-sheet">
        <div className="sheet">
          <Sheet printed={printed} links={links} notice />
        </div>
      </div>
    </ToldFrame>
  );
}
