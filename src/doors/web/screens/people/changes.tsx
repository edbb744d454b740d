import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { Confirm } from '../../components/confirm';
import type { PersonOut } from './api';

/** Takes somebody's seat away. */
export function Remove({ person, party, onClose, onDone }: { person: PersonOut; party: string; onClose: () => void; onDone: () => void }): ReactNode {
  const { id } = useAgreement();
  return (
    <Confirm title={`Remove ${person.name}?`} verb={`Remove ${person.name}`} failed={`${person.name} was not removed`} act={() => write(`agreements/${id}/remove-person`, { person: person.person })} onClose={onClose} onDone={onDone}>
      <p>They see nothing of this agreement any more, at once. What they wrote for {party} stays.</p>
    </Confirm>
  );
}

/** Gives the lead to somebody else of the own side. */
export function HandOver({ person, party, onClose, onDone }: { person: PersonOut; party: string; onClose: () => void; onDone: (left: boolean) => void }): ReactNode {
  const { id } = useAgreement();
  const [afterwards, setAfterwards] = useState<'stay' | 'leave'>('stay');
  return (
    <Confirm title={`Hand over to ${person.name}?`} verb={`Hand over to ${person.name}`} failed="Nothing was handed over" act={() => write(`agreements/${id}/hand-over`, { person: person.person, afterwards })} onClose={onClose} onDone={() => onDone(afterwards === 'leave')}>
      <p className="mb-4">
        {person.name} becomes lead of {party}: they send turns, answer clauses, seal and invite.
      </p>
      <fieldset className="field">
        <legend className="label mb-1">And you</legend>
        <div className="options">
          <label className="option">
            <input type="radio" name="afterwards" checked={afterwards === 'stay'} onChange={() => setAfterwards('stay')} />
            <b>Stay as contributor</b>
          </label>
          <label className="option">
            <input type="radio" name="afterwards" checked={afterwards === 'leave'} onChange={() => setAfterwards('leave')} />
            <b>Leave the agreement</b>
          </label>
        </div>
      </fieldset>
    </Confirm>
  );
}

/** Gives the own seat up. */
export function Leave({ party, onClose, onDone }: { party: string; onClose: () => void; onDone: () => void }): ReactNode {
  const { id, data } = useAgreement();
  return (
    <Confirm title={`Leave ${data.title ?? 'this agreement'}?`} verb="Leave the agreement" failed="You still act in the agreement" act={() => write(`agreements/${id}/leave-agreement`, {})} onClose={onClose} onDone={onDone}>
      <p>You see nothing of it any more. What you wrote for {party} stays; its lead can invite you again.</p>
    </Confirm>
  );
}
