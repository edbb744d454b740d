import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { statusAt, valueAt } from '#agreement/facts/read';
import { useAgreement, useEditing } from '../../agreement-context';
import { Initials } from '../../components/party';
import { SavedState } from '../../components/saved';
import { SettleContext } from '../../components/settle';
import { useTitle } from '../../use-title';
import { FormContext } from './fields/form';
import { FieldOrOpen, TroubleSummary, useQuestionForm } from './question-page';
import { questionWords, useSections } from './questions';

/** All that a party says of itself, on one page, from its own seat. */
export function OwnPart(): ReactNode {
  const { id, library, parties, data, sealed } = useAgreement();
  const { answers } = useEditing();
  const sections = useSections(library, answers);
  const { form, problems, fields, settle } = useQuestionForm();
  const [shownErrors, setShownErrors] = useState(0);
  const summary = useRef<HTMLDivElement>(null);
  const party = parties.find((one) => one.id === data.party);
  useTitle('Your organisation', data.title);
  useEffect(() => {
    if (shownErrors > 0) summary.current?.focus();
  }, [shownErrors]);
  if (party === undefined) {
    return (
      <div className="question-body">
        <h1 className="text-question">Your organisation</h1>
        <p className="mt-3">This text was drafted for all parties at once, so no side is yours.</p>
      </div>
    );
  }
  const asked = sections.flatMap((section) => section.questions).filter((question) => question.path.startsWith('party.'));
  const path = (question: string): string => `parties.${party.id}.${question.slice('party.'.length)}`;
  const answered = asked.filter((question) => valueAt(answers, path(question.path)) !== undefined || statusAt(answers, path(question.path)) === 'unknown').length;
  return (
    <FormContext value={form}>
      <SettleContext value={fields}>
        <form
          className="question-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (settle() > 0) setShownErrors((count) => count + 1);
          }}
        >
          <div className="question-body">
            {shownErrors > 0 && <TroubleSummary problems={problems} summary={summary} />}
            <h1 className="text-question question-words flex items-center gap-2">
              <Initials party={party} /> What {party.name} says of itself
            </h1>
            <p className="quiet">
              {answered} of {asked.length} answered. The others see it with your next version.
            </p>
            {asked.map((question) => (
              <section key={question.path} className="first-field" aria-label={question.row.label}>
                <h2 className="text-section">{questionWords(question)}</h2>
                <p className="quiet text-small">{question.row.help}</p>
                <FieldOrOpen path={path(question.path)} top={question.row.kind !== 'list'} label={question.row.label} short />
              </section>
            ))}
          </div>
          <div className="question-foot">
            <Link className="button" to="/a/$id/ask" params={{ id }}>
              Back to the questions
            </Link>
            <span className="ml-auto hidden sm:inline-flex">{sealed ? <span className="text-small quiet">Sealed, read only</span> : <SavedState />}</span>
          </div>
        </form>
      </SettleContext>
    </FormContext>
  );
}
