import type { ReactNode } from 'react';
import { trapsAt } from '#stages/traps';
import { useEditing } from '../../agreement-context';
import { Icon } from '../../components/icons';

/** What a cooperation can become by accident, beside the questions that decide it: what is worth knowing, and what we do about it. */
export function WorthKnowing({ questions }: { questions: readonly string[] }): ReactNode {
  const { answers } = useEditing();
  const found = new Map(questions.flatMap((question) => trapsAt(question, answers)).map((one) => [one.trap.id, one]));
  if (found.size === 0) return null;
  const all = [...found.values()].sort((a, b) => Number(b.touched) - Number(a.touched));
  return (
    <section className="worth-knowing" aria-label="Worth knowing">
      <h2 className="text-name">Worth knowing</h2>
      {all.map(({ trap, touched }) => (
        <details key={trap.id} className="disclosure" open={touched || all.length === 1}>
          <summary>
            <Icon name="down" className="icon-small" />
            <span>
              {trap.title.charAt(0).toUpperCase()}
              {trap.title.slice(1)}
              {touched && <small className="quiet">, your answers touch it</small>}
            </span>
          </summary>
          <p>{trap.words}</p>
          <p className="quiet">{trap.does}</p>
        </details>
      ))}
    </section>
  );
}
