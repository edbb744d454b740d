import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { factAt } from '#agreement/facts/table';
import { write } from '../../api';
import { Notice } from '../../components/notice';
import { TopBar } from '../../components/shell';
import { Trouble } from '../../components/state';
import { useTitle } from '../../use-title';
import './home.css';

const plain: Readonly<Record<string, string>> = {
  RD: 'You find out or build something new together: research, development, a pilot.',
  BC: 'You do business side by side: refer, sell, supply, promote, share a service.',
};

/** The first question of all, in plain words; the notice stands before it is answered. */
export function StartScreen(): ReactNode {
  useTitle('Start an agreement');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [type, setType] = useState<string>();
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: (chosen: string) => write<{ agreement: string }>('create-agreement', { type: chosen }),
    onSuccess: async ({ agreement }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      await navigate({ to: '/a/$id/ask/$section/$question', params: { id: agreement, section: 'parties', question: 'parties' } });
    },
  });
  const row = factAt('agreement.type');
  // The library has all the words for these two kinds.
  const ready = Object.entries(row?.options ?? {}).filter(([code]) => code in plain);
  const start = (event: FormEvent): void => {
    event.preventDefault();
    if (type === undefined) setMissing(true);
    else create.mutate(type);
  };
  return (
    <>
      <TopBar name="Start an agreement" />
      <main id="main" className="page narrow">
        <Notice className="mb-8" />
        <form onSubmit={start} noValidate>
          {missing && (
            <div className="trouble mb-6" role="alert" ref={(element) => element?.focus()} tabIndex={-1}>
              <h2 className="text-name">One answer is missing</h2>
              <p>
                <a className="link" href={`#type-${ready[0]?.[0] ?? ''}`}>
                  Choose what kind of cooperation it is
                </a>
              </p>
            </div>
          )}
          <fieldset>
            <legend className="text-question mb-4">{row?.question}</legend>
            <div className="start-types">
              {ready.map(([code, name]) => (
                <label key={code} className="option">
                  <input
                    id={`type-${code}`}
                    type="radio"
                    name="type"
                    value={code}
                    checked={type === code}
                    onChange={() => {
                      setType(code);
                      setMissing(false);
                    }}
                  />
                  <b>{name.replace(/ agreement$/, '')}</b>
                  {plain[code] !== undefined && <small>{plain[code]}</small>}
                </label>
              ))}
            </div>
          </fieldset>
          <p className="quiet text-small mt-3">{row?.help}</p>
          {create.isError && (
            <div className="mt-4">
              <Trouble error={create.error} title="The agreement could not be opened" />
            </div>
          )}
          <p className="mt-6">
            <button type="submit" className="button primary" aria-disabled={create.isPending}>
              Go to the first question
            </button>
          </p>
        </form>
      </main>
    </>
  );
}
