import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { Icon } from '../../components/icons';
import type { NegotiationOut } from '../negotiate/api';
import './gate.css';

/** What must be so before the text can be sealed: what is missing first, then what is done. */
export function Gate({ talk, link = true }: { talk: NegotiationOut; link?: boolean }): ReactNode {
  const { id } = useAgreement();
  const missing = talk.gate.filter((line) => !line.met);
  const met = talk.gate.filter((line) => line.met);
  return (
    <section className="gate" aria-label="Before signing">
      <h2 className="text-name">{missing.length === 0 ? 'Nothing is missing before signing' : missing.length === 1 ? 'One thing is missing before signing' : `${missing.length} things are missing before signing`}</h2>
      <ul className="mt-2 flex flex-col gap-2">
        {missing.map((line, index) => (
          <li key={`${line.code} ${line.party ?? ''} ${index}`} className="gate-line">
            <Icon name="open" className="severity-warning" /> <span>{line.sentence}</span>
          </li>
        ))}
      </ul>
      {met.length > 0 && (
        <details className="disclosure mt-2" open={missing.length === 0}>
          <summary>
            <Icon name="down" className="icon-small" /> {met.length === 1 ? 'One thing is in place' : `${met.length} things are in place`}
          </summary>
          <ul className="mt-2 flex flex-col gap-2">
            {met.map((line, index) => (
              <li key={`${line.code} ${line.party ?? ''} ${index}`} className="gate-line quiet">
                <Icon name="check" className="done" /> <span>{line.sentence}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {link && missing.length === 0 && (
        <p className="mt-3">
          <Link className="button primary" to="/a/$id/sign" params={{ id }}>
            Go on to sealing
          </Link>
        </p>
      )}
    </section>
  );
}
