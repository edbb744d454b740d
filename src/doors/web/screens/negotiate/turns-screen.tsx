import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { SectionChanges } from '../../components/changes';
import { Initials } from '../../components/party';
import { SetBack } from '../../components/set-back';
import { StageBar, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { changesQuery, negotiationQuery } from './api';
import { nameOf, TurnLine } from './negotiate-screen';
import './negotiate.css';

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** Every turn that was sent, and any one compared with any other, word by word. */
export function TurnsScreen(): ReactNode {
  const { id, data, parties } = useAgreement();
  const search = useSearch({ from: '/a/$id/turns' });
  const navigate = useNavigate();
  const talk = useQuery(negotiationQuery(id));
  const title = data.title ?? 'Agreement';
  useTitle('Turns', title);
  const turns = talk.data?.turns ?? [];
  const newest = turns.length;
  const to = Math.min(Math.max(search.to ?? newest, 1), Math.max(newest, 1));
  const from = Math.min(Math.max(search.from ?? to - 1, 0), newest);
  const changes = useQuery({ ...changesQuery(id, from, to), enabled: newest > 0 });
  const touched = changes.data?.sections.filter((section) => section.kind !== 'same') ?? [];
  const choose = (next: { from?: number; to?: number }): void => void navigate({ to: '/a/$id/turns', params: { id }, search: { from, to, ...next }, replace: true, resetScroll: false });
  return (
    <>
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        <TurnLine talk={talk.data} />
      </StageBar>
      <main id="main" className="page narrow">
        <h1 className="text-question">Turns</h1>
        {talk.isPending && <Waiting what="Reading the turns" />}
        {talk.isError && <Trouble error={talk.error} again={() => void talk.refetch()} />}
        {talk.isSuccess && newest === 0 && <p className="mt-2">Nothing was sent yet. Each version that a party sends will stand here, and any two can be compared.</p>}
        {talk.data !== undefined && newest > 0 && (
          <>
            <ol className="card list mt-4">
              {turns.map((turn, index) => {
                const party = parties.find((one) => one.id === turn.party);
                return (
                  <li key={turn.turn} className="turn-row">
                    {party !== undefined && <Initials party={party} />}
                    <span className="min-w-0">
                      <b>Turn {turn.turn}</b>, {nameOf(talk.data, turn.party)}
                      {turn.by !== '' && <span className="quiet">, {turn.by}</span>}
                      {turn.note !== null && <span className="block whitespace-pre-line">{turn.note}</span>}
                      <span className="block text-small quiet">
                        {moment.format(new Date(turn.at))}, {turn.turn === 1 ? 'the whole text' : turn.changed.length === 1 ? 'one clause changed' : `${turn.changed.length} clauses changed`}
                      </span>
                      <SetBack at={turn.at} before={turns[index - 1]?.at} />
                    </span>
                    <button type="button" className="button small ml-auto" aria-pressed={to === turn.turn && from === turn.turn - 1} onClick={() => choose({ from: turn.turn - 1, to: turn.turn })}>
                      What changed<span className="visually-hidden"> in turn {turn.turn}</span>
                    </button>
                  </li>
                );
              })}
            </ol>
            <div className="flex flex-wrap items-center gap-3 mt-6">
              <h2 className="text-section">Compare</h2>
              <label className="flex items-center gap-2">
                turn
                <select className="input short" value={from} onChange={(event) => choose({ from: Number(event.target.value) })} aria-label="Compare from turn">
                  <option value={0}>nothing</option>
                  {turns.map((turn) => (
                    <option key={turn.turn} value={turn.turn}>
                      {turn.turn}
                    </option>
                  ))}
                </select>
              </label>
              <label className="flex items-center gap-2">
                with turn
                <select className="input short" value={to} onChange={(event) => choose({ to: Number(event.target.value) })} aria-label="Compare with turn">
                  {turns.map((turn) => (
                    <option key={turn.turn} value={turn.turn}>
                      {turn.turn}
                    </option>
                  ))}
                </select>
              </label>
            </div>
            {changes.isPending && <Waiting what="Comparing the words" lines={5} />}
            {changes.isError && <Trouble error={changes.error} again={() => void changes.refetch()} title="The words cannot be compared" />}
            {changes.isSuccess && touched.length === 0 && <p className="mt-3 quiet">No words differ.</p>}
            {touched.map((section) => (
              <div key={`${section.what} ${section.id} ${section.lang}`} className="card p-6 mt-3">
                {section.summary !== null && <p className="text-small quiet mb-1">{section.summary}</p>}
                <SectionChanges section={section} view={from === 0 ? 'proposed' : 'changes'} whole={from === 0} />
              </div>
            ))}
          </>
        )}
      </main>
    </>
  );
}
