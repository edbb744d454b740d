import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { itemsAt, itemTitle, statusAt, valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';
import type { Answers } from '#agreement/facts/schema/answers-file';
import type { Question } from '#stages/ask/interview';
import { useAgreement, useEditing } from '../../agreement-context';
import { questionSlug } from '../../addresses';
import { Icon } from '../../components/icons';
import { SavedState } from '../../components/saved';
import { useTitle } from '../../use-title';
import { questionWords, useSections } from './questions';

/** Every answer in words, each with a way to change it; what is open stands first. */
export function CheckAnswers(): ReactNode {
  const { id, library, data } = useAgreement();
  const { answers } = useEditing();
  const sections = useSections(library, answers);
  useTitle('Check your answers', data.title);
  const all = sections.flatMap((section) => section.questions.map((question) => ({ section, question })));
  const open = all.filter(({ question }) => question.needed && question.progress === 'open');
  const unknown = all.filter(({ question }) => question.progress === 'unknown');
  return (
    <div className="question-form">
      <div className="question-body">
        <h1 className="text-question">Check your answers</h1>
        <p className="mt-2">
          {open.length === 0 && unknown.length === 0
            ? 'Every question that the agreement needs has an answer.'
            : `${open.length === 0 ? 'No needed question is' : open.length === 1 ? 'One needed question is' : `${open.length} needed questions are`} without an answer${unknown.length === 0 ? '' : `, and ${unknown.length === 1 ? 'one is' : `${unknown.length} are`} “I don’t know yet”`}. Each leaves a marked blank in the text.`}
        </p>
        {unknown.length > 0 && (
          <section id="unknown" className="mt-6">
            <h2 className="text-section">Not known yet</h2>
            <ul className="list card mt-2">
              {unknown.map(({ section, question }) => (
                <li key={question.path} className="check-row">
                  <span>
                    <Icon name="waits" className="inline mr-2 severity-warning" />
                    {questionWords(question)}
                  </span>
                  <Link className="link link-touch" to="/a/$id/ask/$section/$question" params={{ id, section: section.id, question: questionSlug(question.path) }}>
                    Answer<span className="visually-hidden">: {questionWords(question)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
        {sections.map((section) => {
          const shown = section.questions.filter((question) => question.progress !== 'open' || question.needed);
          if (shown.length === 0) return null;
          return (
            <section key={section.id} className="mt-6" aria-labelledby={`check-${section.id}`}>
              <h2 id={`check-${section.id}`} className="text-section">
                {section.title}
              </h2>
              <dl className="card list mt-2">
                {shown.map((question) => (
                  <div key={question.path} className="check-row">
                    <dt className="text-small quiet">{questionWords(question)}</dt>
                    <dd className="first-capital">
                      <Answer question={question} answers={answers} />
                    </dd>
                    <dd className="check-change">
                      <Link className="link link-touch" to="/a/$id/ask/$section/$question" params={{ id, section: section.id, question: questionSlug(question.path) }}>
                        {question.progress === 'open' ? 'Answer' : 'Change'}
                        <span className="visually-hidden">: {questionWords(question)}</span>
                      </Link>
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <div className="question-foot">
        {open.length > 0 && (
          <Link className="button" to="/a/$id/ask" params={{ id }}>
            Next open question
          </Link>
        )}
        <Link className="button primary" to="/a/$id/text" params={{ id }}>
          Read the draft
        </Link>
        <Link className="button" to="/a/$id/heads" params={{ id }}>
          Heads of terms
        </Link>
        <span className="ml-auto hidden sm:inline-flex">
          <SavedState />
        </span>
      </div>
    </div>
  );
}

function Answer({ question, answers }: { question: Question; answers: Answers }): ReactNode {
  if (question.path === 'parties') return answers.parties.length === 0 ? <Open /> : answers.parties.map((party) => `${party.shortName ?? party.id}${party.legalName === undefined ? '' : ` (${party.legalName})`}`).join('; ');
  if (!question.path.startsWith('party.')) return <Value path={question.path} answers={answers} />;
  return answers.parties.map((party) => (
    <span key={party.id} className="block">
      <span className="quiet">{party.shortName ?? party.id}: </span>
      <Value path={`parties.${party.id}.${question.path.slice('party.'.length)}`} answers={answers} />
    </span>
  ));
}

function Open(): ReactNode {
  return <span className="severity-warning">Open</span>;
}

function Value({ path, answers }: { path: string; answers: Answers }): ReactNode {
  if (statusAt(answers, path) === 'unknown') return <span className="severity-warning">Not known yet</span>;
  const words = inWords(path, answers);
  return words === undefined ? <Open /> : words;
}

/** An answer in one line of words; undefined where it is open. */
function inWords(path: string, answers: Answers): string | undefined {
  const row = factAt(path);
  const value = valueAt(answers, path);
  const items = itemsAt(answers, path);
  if (items !== undefined && (items.length === 0 || row?.format !== 'registry')) return items.length === 0 ? 'None' : items.map((item) => itemTitle(item) ?? nameOf(answers, item.value['party']) ?? item.id).join('; ');
  if (row === undefined || value === undefined) return undefined;
  if (row.kind === 'group') {
    const parts = Object.keys(value as object).flatMap((key) => {
      const label = factAt(`${path}.${key}`)?.label;
      const words = inWords(`${path}.${key}`, answers);
      return words === undefined || label === undefined ? [] : [`${label}: ${words}`];
    });
    return parts.length === 0 ? undefined : parts.join('; ');
  }
  if (row.kind === 'map') return `Answered for ${Object.keys(value as object).length}`;
  if (row.format === undefined) return undefined;
  const parties = answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null }));
  return factInWords({ path, value, format: row.format }, { parties });
}

function nameOf(answers: Answers, id: unknown): string | undefined {
  return answers.parties.find((party) => party.id === id)?.shortName;
}
