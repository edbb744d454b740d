import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import type { AgreementType } from '#agreement/facts/schema/answers-file';
import { isAsked, kindFrom, kindQuestions, type KindQuestionId } from '#stages/ask/kind';
import { write } from '../../api';
import { Icon } from '../../components/icons';
import { Trouble } from '../../components/state';

/** What each kind is for, where somebody chooses it without the questions. */
const plain: Readonly<Record<AgreementType, string>> = {
  BC: 'You do business side by side: refer, sell, supply, promote, share a service.',
  CJV: 'You run one project together, with joint revenue or a joint customer.',
  IJV: 'You plan a company that you own together; attorneys write its articles.',
  RD: 'You find out or build something new together: research, development, a pilot.',
  CONS: 'Three or more of you carry out work under one public grant.',
  PUB: 'Public bodies, charities or universities pursue their mission together.',
  COM: 'You promote, refer or resell what another of you offers.',
  DATA: 'You open data to each other.',
  OSS: 'You develop technology together in the open.',
};

const none = 'none';

/** The first questions of all: what is true of the cooperation, the kind that follows with its reason, and how to go on. */
export function FromQuestions({ organisation }: { organisation: string | null }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [ticked, setTicked] = useState<ReadonlySet<KindQuestionId | typeof none>>(new Set());
  const [own, setOwn] = useState<AgreementType>();
  const [modules, setModules] = useState<ReadonlySet<AgreementType>>(new Set());
  const [missing, setMissing] = useState(false);
  const said = Object.fromEntries(kindQuestions.map((question) => [question.id, ticked.has(question.id) && isAsked(question, { research: ticked.has('research') })]));
  const kind = ticked.size === 0 ? undefined : kindFrom(said);
  const type = own ?? kind?.type;
  const offered = own === undefined ? (kind?.modules ?? []) : [];
  const create = useMutation({
    mutationFn: async ({ chosen }: { chosen: AgreementType; short: boolean }) => {
      const made = await write<{ agreement: string }>('create-agreement', { type: chosen, ...(organisation !== null && { organisation }) });
      const added = offered.map((module) => module.type).filter((one) => modules.has(one));
      if (added.length > 0) await write(`agreements/${made.agreement}/answer-questions`, { answers: [{ path: 'agreement.modules', value: added }] });
      return made;
    },
    onSuccess: async ({ agreement }, { short }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      if (short) await navigate({ to: '/a/$id/ask/first/$page', params: { id: agreement, page: 'parties' } });
      else await navigate({ to: '/a/$id/ask/$section/$question', params: { id: agreement, section: 'parties', question: 'parties' } });
    },
  });
  const tick = (id: KindQuestionId | typeof none): void => {
    const after = new Set(ticked);
    if (after.has(id)) after.delete(id);
    else after.add(id);
    // "None of these" and the others rule each other out.
    if (id === none && after.has(none)) for (const one of ticked) after.delete(one);
    else if (id !== none) after.delete(none);
    setTicked(after);
    setOwn(undefined);
    setMissing(false);
  };
  const start = (short: boolean): void => {
    if (type === undefined) setMissing(true);
    else if (!create.isPending) create.mutate({ chosen: type, short });
  };
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        start(true);
      }}
      noValidate
    >
      {missing && (
        <div className="trouble mb-6" role="alert" ref={(element) => element?.focus()} tabIndex={-1}>
          <h2 className="text-name">One answer is missing</h2>
          <p>
            <a className="link" href={`#kind-${kindQuestions[0]?.id ?? ''}`}>
              Tick what is true, or “None of these”
            </a>
          </p>
        </div>
      )}
      <fieldset>
        <legend className="text-question mb-1">What do you plan together?</legend>
        <p className="quiet mb-4">Tick all that is true. The kind of agreement follows from it, and we say why.</p>
        <div className="start-types">
          {kindQuestions.filter((question) => isAsked(question, said)).map((question) => (
            <label key={question.id} className={`option ${question.id === 'open' ? 'indented' : ''}`}>
              <input id={`kind-${question.id}`} type="checkbox" checked={ticked.has(question.id)} onChange={() => tick(question.id)} />
              <b>{question.statement}</b>
              <small>{question.help}</small>
            </label>
          ))}
          <label className="option">
            <input type="checkbox" checked={ticked.has(none)} onChange={() => tick(none)} />
            <b>None of these</b>
            <small>You work together as independent businesses.</small>
          </label>
        </div>
      </fieldset>
      <div role="status" className="kind-result">
        {type !== undefined && (
          <>
            <p className="text-name">
              <Icon name="check" className="inline mr-2 done" />
              {own === undefined ? kind?.reason : `${sentenceName(own)}, as you chose.`}
            </p>
            {offered.length > 0 && (
              <fieldset className="mt-3">
                <legend className="quiet text-small mb-2">It also has features of another kind. Add what that kind must have?</legend>
                <div className="start-types">
                  {offered.map((module) => (
                    <label key={module.type} className="option">
                      <input
                        type="checkbox"
                        checked={modules.has(module.type)}
                        onChange={() => setModules(new Set(modules.has(module.type) ? [...modules].filter((one) => one !== module.type) : [...modules, module.type]))}
                      />
                      <b>{agreementTypes[module.type]}</b>
                      <small>{module.reason}</small>
                    </label>
                  ))}
                </div>
              </fieldset>
            )}
          </>
        )}
      </div>
      <details className="disclosure mt-3">
        <summary>
          <Icon name="down" className="icon-small" /> Choose the kind yourself
        </summary>
        <fieldset className="mt-3">
          <legend className="visually-hidden">Kind of agreement</legend>
          <div className="start-types">
            {(Object.keys(plain) as AgreementType[]).map((code) => (
              <label key={code} className="option">
                <input
                  type="radio"
                  name="type"
                  value={code}
                  checked={type === code}
                  onChange={() => {
                    setOwn(code);
                    setMissing(false);
                  }}
                />
                <b>{agreementTypes[code].replace(/ agreement$/, '')}</b>
                <small>{plain[code]}</small>
              </label>
            ))}
          </div>
        </fieldset>
      </details>
      {create.isError && (
        <div className="mt-4">
          <Trouble error={create.error} title="The agreement could not be opened" />
        </div>
      )}
      <p className="mt-6 flex flex-wrap gap-3">
        <button type="submit" className="button primary" aria-disabled={create.isPending}>
          Only what a first draft needs
        </button>
        <button type="button" className="button" aria-disabled={create.isPending} onClick={() => start(false)}>
          All questions, from the first
        </button>
      </p>
      <p className="quiet text-small mt-2">A first draft takes about a quarter of an hour; you can switch at any time.</p>
    </form>
  );
}

function sentenceName(type: AgreementType): string {
  const name = agreementTypes[type];
  return name.charAt(0).toUpperCase() + name.slice(1);
}
