import { useMutation } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { printDocument, textsOf, type Printed } from '#agreement/document/print';
import { applySteps } from '#agreement/proposal';
import { peopleFrom } from '#agreement/words/people';
import { useAgreement } from '../../agreement-context';
import { write, type AgreementOut } from '../../api';
import { Redline } from '../../components/redline';
import { Trouble } from '../../components/state';

/** Changes that are offered and wait for an answer, each with its exact words. */
export function Proposals({ printed, onDone }: { printed: Printed; onDone: () => Promise<void> }): ReactNode {
  const { data } = useAgreement();
  if (data.proposals.length === 0) return null;
  return (
    <section className="proposals no-print" aria-labelledby="proposals">
      <h2 id="proposals" className="text-name">
        {data.proposals.length === 1 ? 'One change is offered' : `${data.proposals.length} changes are offered`}
      </h2>
      {data.proposals.map((proposal) => (
        <Offer key={proposal.id} proposal={proposal} printed={printed} onDone={onDone} />
      ))}
    </section>
  );
}

function Offer({ proposal, printed, onDone }: { proposal: AgreementOut['proposals'][number]; printed: Printed; onDone: () => Promise<void> }): ReactNode {
  const { id, document, data } = useAgreement();
  const decide = useMutation({ mutationFn: (decision: 'accepted' | 'declined') => write(`agreements/${id}/decide-proposal`, { proposal: proposal.id, decision }), onSettled: onDone });
  const words = useMemo(() => {
    if (document === null) return undefined;
    const applied = applySteps(document, proposal.steps);
    if (!applied.ok) return undefined;
    const offered = printDocument(applied.document, { people: peopleFrom(data.answers) });
    const text = (source: Printed): string => source.sections.filter((section) => section.clause === proposal.clause).flatMap((section) => [...textsOf(section)].map((one) => `${one.label === '' ? '' : `${one.label} `}${one.text}`)).join('\n');
    return { before: text(printed), after: text(offered) };
  }, [document, proposal, printed, data.answers]);
  const section = printed.sections.find((one) => one.id === proposal.clause);
  return (
    <div className="fix">
      <p className="fix-head">
        {section === undefined ? 'A clause' : `${section.number === '' ? '' : `Clause ${section.number}, `}${section.heading.text}`}: {proposal.reason}
      </p>
      <div className="fix-words">{words === undefined ? <p>This change does not fit the text any more.</p> : <Redline before={words.before} after={words.after} />}</div>
      {decide.isError && <Trouble error={decide.error} />}
      <p className="fix-foot">
        <button type="button" className="button primary small" aria-disabled={words === undefined || decide.isPending} onClick={() => words !== undefined && !decide.isPending && decide.mutate('accepted')}>
          Accept this change
        </button>
        <button type="button" className="button small" aria-disabled={decide.isPending} onClick={() => !decide.isPending && decide.mutate('declined')}>
          Keep the words as they are
        </button>
      </p>
    </div>
  );
}
