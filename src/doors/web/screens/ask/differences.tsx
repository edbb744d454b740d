import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { InputProblem } from '#agreement/facts/problem';
import { valueAt } from '#agreement/facts/read';
import { setAnswer } from '#agreement/facts/set-answer';
import { factAt } from '#agreement/facts/table';
import { useAgreement, useEditing } from '../../agreement-context';
import { questionHref } from '../../addresses';
import { write } from '../../api';
import { Dialog } from '../../components/dialog';
import { Icon } from '../../components/icons';
import { Initials, type ShownParty } from '../../components/party';
import { SettleContext } from '../../components/settle';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { answerInWords } from './answer-words';
import { differencesQuery, type SideOut, type DifferenceOut, type DifferencesOut } from './differences-query';
import { FactField } from './fields/fact-field';
import { FormContext, type Form } from './fields/form';

/** Where the parties answer joint questions differently: both answers side by side, and the three ways to settle each. */
export function DifferencesScreen(): ReactNode {
  const { id, data } = useAgreement();
  useTitle('Differences', data.title);
  const found = useQuery(differencesQuery(id));
  return (
    <div className="question-form">
      <div className="question-body">
        <h1 className="text-question question-words">Where your answers differ</h1>
        {found.data === undefined ? (
          found.isError ? <Trouble error={found.error} again={() => void found.refetch()} title="The differences cannot be read" /> : <Waiting what="Comparing the answers" lines={6} />
        ) : (
          <List found={found.data} />
        )}
      </div>
      <div className="question-foot">
        <Link className="button" to="/a/$id/ask" params={{ id }}>
          All questions
        </Link>
        {data.turn > 0 && (
          <Link className="button" to="/a/$id/negotiate" params={{ id }}>
            Negotiate
          </Link>
        )}
      </div>
    </div>
  );
}

function List({ found }: { found: DifferencesOut }): ReactNode {
  const { data, sealed } = useAgreement();
  const open = found.differences.filter((one) => !one.settled);
  const settled = found.differences.filter((one) => one.settled);
  if (data.turn === 0) return <p>Nothing was sent yet. As soon as two parties have answered the same question differently, both answers stand here side by side.</p>;
  return (
    <>
      <p className="quiet">
        {open.length === 0 ? 'No joint question is answered differently.' : `${open.length === 1 ? 'One joint question is' : `${open.length} joint questions are`} answered differently. What you say here is seen by all parties at once.`}
        {sealed && ' The text is sealed, so nothing can be said any more.'}
      </p>
      {open.map((one) => (
        <Difference key={one.path} one={one} found={found} />
      ))}
      {settled.length > 0 && (
        <section className="mt-6" aria-labelledby="settled">
          <h2 id="settled" className="text-section">
            Settled
          </h2>
          <p className="quiet text-small">All who answered say the same. It comes into the shared text with the next version that one of you sends.</p>
          <ul className="card list mt-2">
            {settled.map((one) => (
              <li key={one.path} className="check-row">
                <span>
                  <Icon name="check" className="inline mr-2 done" />
                  <Question path={one.path} />
                </span>
                <span>
                  <Words path={one.path} value={one.sides[0]?.value} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {found.unsaid.length > 0 && (
        <section className="mt-6" aria-labelledby="unsaid">
          <h2 id="unsaid" className="text-section">
            Only you see this
          </h2>
          <p className="quiet text-small">You answer these differently and have told nobody yet. They go out with your next version, or one by one here.</p>
          {found.unsaid.map((one) => (
            <Unsaid key={one.path} one={one} role={found.role} />
          ))}
        </section>
      )}
    </>
  );
}

/** Says an answer to all; what follows is read again. */
function useSay(): { say: (path: string, value: unknown) => void; busy: boolean; error: unknown } {
  const { id, editing } = useAgreement();
  const client = useQueryClient();
  const saying = useMutation({
    mutationFn: async ({ path, value }: { path: string; value: unknown }) => {
      // What is still on its way comes first, so that nothing overtakes it.
      await editing.flush();
      return write<{ settled: boolean }>(`agreements/${id}/state-answer`, { path, value });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['agreement', id] }),
  });
  return { say: (path, value) => saying.mutate({ path, value }), busy: saying.isPending, error: saying.error };
}

function Difference({ one, found }: { one: DifferenceOut; found: DifferencesOut }): ReactNode {
  const { parties, sealed } = useAgreement();
  const { say, busy, error } = useSay();
  const [third, setThird] = useState(false);
  const own = one.sides.find((side) => side.party === found.party);
  const others = one.sides.filter((side) => side.party !== found.party);
  const may = found.role === 'lead' && !sealed;
  const name = (party: string): string => found.parties.find((held) => held.id === party)?.name ?? party;
  return (
    <section className="difference card" aria-label={factAt(one.path)?.label ?? one.path}>
      <h2 className="text-name">
        <Question path={one.path} />
      </h2>
      <ul className="sides">
        {one.sides.map((side) => (
          <li key={side.party} className="side-answer">
            <span className="party-legend">
              <PartySign party={side.party} parties={parties} />
              <span>
                {name(side.party)}
                {side.party === found.party && <small className="quiet">, your side</small>}
              </span>
            </span>
            <b className="side-value first-capital">
              <Words path={one.path} value={side.value} />
            </b>
            <small className="quiet">{whenSaid(side)}</small>
            {may && side.party !== found.party && (
              <button type="button" className="button small" aria-disabled={busy} onClick={() => !busy && say(one.path, side.value)}>
                Take {name(side.party)}’s
              </button>
            )}
            {may && side.party === found.party && (
              <button type="button" className="button small" aria-disabled={busy || side.said === 'stated'} onClick={() => !busy && side.said !== 'stated' && say(one.path, side.value)}>
                {side.said === 'stated' ? 'You keep yours' : 'Keep ours'}
              </button>
            )}
          </li>
        ))}
      </ul>
      {one.waits.length > 0 && <p className="quiet text-small mt-2">No answer yet: {one.waits.map(name).join(', ')}.</p>}
      {may ? (
        <p className="mt-2">
          <button type="button" className="button small" onClick={() => setThird(true)}>
            {own === undefined ? 'Answer it …' : others.length > 1 ? 'Propose another answer …' : 'Propose a third answer …'}
          </button>
        </p>
      ) : (
        found.role !== 'lead' && <p className="quiet text-small mt-2">The lead of your side settles this.</p>
      )}
      {error !== null && error !== undefined && <Trouble error={error} title="Your answer was not recorded" />}
      {third && <Third path={one.path} start={own?.value ?? others[0]?.value} onClose={() => setThird(false)} onSay={(value) => say(one.path, value)} />}
    </section>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

function whenSaid({ said, turn, by, at }: SideOut): string {
  if (said === 'agreed') return `Agreed to the answers of turn ${turn}`;
  const who = by === null ? '' : `${by}, `;
  return said === 'sent' ? `${who}in turn ${turn}` : `${who}said ${at === null ? '' : day.format(new Date(at))}`;
}

function PartySign({ party, parties }: { party: string; parties: readonly ShownParty[] }): ReactNode {
  const shown = parties.find((one) => one.id === party);
  return shown === undefined ? null : <Initials party={shown} />;
}

function Unsaid({ one, role }: { one: DifferencesOut['unsaid'][number]; role: string }): ReactNode {
  const { say, busy, error } = useSay();
  return (
    <section className="difference card" aria-label={factAt(one.path)?.label ?? one.path}>
      <h3 className="text-name">
        <Question path={one.path} />
      </h3>
      <p className="mt-2">
        <span className="quiet">On the table:</span> <Words path={one.path} value={one.table} />. <span className="quiet">Yours:</span> <b><Words path={one.path} value={one.own} /></b>.
      </p>
      {role === 'lead' && (
        <button type="button" className="button small mt-2" aria-disabled={busy} onClick={() => !busy && say(one.path, one.own)}>
          Say so to all parties
        </button>
      )}
      {error !== null && error !== undefined && <Trouble error={error} title="Your answer was not recorded" />}
    </section>
  );
}

/** The fact that a difference is about, with the way to its question. */
function Question({ path }: { path: string }): ReactNode {
  const { id } = useAgreement();
  const { answers } = useEditing();
  const words = questionLabel(path, (at) => valueAt(answers, at));
  const href = questionHref(id, path);
  return href === undefined ? <span className="first-capital">{words}</span> : <a className="plain-link first-capital" href={href}>{words}</a>;
}

/** What a fact is called, with the entry that it belongs to. */
function questionLabel(path: string, value: (path: string) => unknown): string {
  const label = factAt(path)?.label ?? path;
  const parts = path.split('.');
  for (let length = parts.length - 1; length > 1; length -= 1) {
    const around = parts.slice(0, length).join('.');
    if (factAt(around)?.path.endsWith('.*') !== true) continue;
    const item = value(around) as Record<string, unknown> | undefined;
    const title = ['title', 'name', 'text', 'label', 'item', 'description'].map((key) => item?.[key]).find((one) => typeof one === 'string') ?? parts[length - 1];
    return `${label} (${String(title)})`;
  }
  return label;
}

function Words({ path, value }: { path: string; value: unknown }): ReactNode {
  const { answers } = useEditing();
  return answerInWords(path, value, answers) ?? 'open';
}

/** Another answer than those that were given, by the same fields as in the interview. */
function Third({ path, start, onClose, onSay }: { path: string; start: unknown; onClose: () => void; onSay: (value: unknown) => void }): ReactNode {
  const { answers } = useEditing();
  const { parties } = useAgreement();
  const [draft, setDraft] = useState(() => {
    const set = setAnswer(answers, path, start);
    return set.ok ? set.answers : answers;
  });
  const [problems, setProblems] = useState<ReadonlyMap<string, InputProblem>>(new Map());
  const [fields] = useState(() => new Set<() => void>());
  const tell = (at: string, problem: InputProblem | undefined): void => setProblems((before) => new Map([...[...before].filter(([one]) => one !== at), ...(problem === undefined ? [] : [[at, problem] as const])]));
  const form: Form = {
    answers: draft,
    parties,
    readOnly: false,
    problems,
    isUsed: () => true,
    set: (at, value) => {
      const set = setAnswer(draft, at, value);
      if (set.ok) setDraft(set.answers);
      tell(at, set.ok ? undefined : set.problems[0]);
      return set.ok;
    },
    forget: (at) => tell(at, undefined),
    refuse: (at, what) => tell(at, what === undefined ? undefined : { path: at, what, expected: '', example: '' }),
  };
  const value = valueAt(draft, path);
  const ready = value !== undefined && problems.size === 0;
  return (
    <Dialog title="Propose another answer" onClose={onClose}>
      <FormContext value={form}>
        <SettleContext value={fields}>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              for (const settle of fields) settle();
              if (!ready) return;
              onSay(value);
              onClose();
            }}
          >
            <FactField path={path} />
            <p className="quiet text-small mt-3">All parties see it at once. It is settled when the others take it.</p>
            <div className="flex flex-wrap gap-3 mt-4">
              <button type="submit" className="button primary" aria-disabled={!ready}>
                Propose this
              </button>
              <button type="button" className="button" onClick={onClose}>
                Close
              </button>
            </div>
          </form>
        </SettleContext>
      </FormContext>
    </Dialog>
  );
}
