import { useRef, useState, type FocusEvent, type ReactNode } from 'react';
import { idFrom } from '#stages/ask/id-from';
import { resolvePath, type FactNode } from '#agreement/facts/table';
import { useAgreement, useEditing } from '../../agreement-context';
import { Icon } from '../../components/icons';
import { Initials } from '../../components/party';
import { useSettle } from '../../components/settle';
import { TextInput } from './fields/plain-inputs';
import { useForm } from './fields/form';

/** The parties: add one by its short name, give each its legal name, take one out again. */
export function PartiesField(): ReactNode {
  const { parties, sealed } = useAgreement();
  const { answers } = useEditing();
  const form = useForm();
  const [name, setName] = useState('');
  // What is typed, at once: taken over it is gone, so that leaving and going on together add it only once.
  const waiting = useRef('');
  const [trouble, setTrouble] = useState<string>();
  const [said, setSaid] = useState('');
  const type = (next: string): void => {
    waiting.current = next;
    setName(next);
    setTrouble(undefined);
    form.refuse('parties', undefined);
  };
  const take = (): void => {
    const words = waiting.current.trim();
    if (words === '') return;
    const id = idFrom(words, answers.parties.map((party) => party.id));
    if (!form.set(`parties.${id}`, { id, shortName: words }, 'parties')) {
      setTrouble('This name cannot be used: at most 30 characters on one line.');
      return;
    }
    type('');
    setSaid(`${words} was added.`);
  };
  const add = (): void => {
    if (waiting.current.trim() === '') setTrouble('Write a short name first, then add the party.');
    else take();
  };
  const settle = useSettle(take);
  const leave = {
    // From the name to the button beside it nothing is left yet.
    onBlur: (event: FocusEvent<HTMLElement>): void => {
      if (!(event.relatedTarget instanceof Node) || event.currentTarget.parentElement?.contains(event.relatedTarget) !== true) settle(event);
    },
  };
  return (
    <div className="fields">
      <span role="status" className="visually-hidden">
        {said}
      </span>
      {parties.map((party) => (
        <fieldset key={party.id} className="party-part">
          <legend className="text-name party-legend">
            <Initials party={party} beside /> {party.name}
          </legend>
          <div className="fields">
            <PartyText party={party.id} field="shortName" />
            <PartyText party={party.id} field="legalName" />
          </div>
          {!sealed && (
            <p className="mt-3">
              <button
                type="button"
                className="button small"
                onClick={() => {
                  const removed = form.set(`parties.${party.id}`, undefined);
                  // The party stays as it was, so nothing keeps the reader from going on.
                  form.refuse(`parties.${party.id}`, undefined);
                  setTrouble(removed ? undefined : `${party.name} is named in other answers. Name another party there first, then remove it.`);
                }}
              >
                Remove {party.name}
              </button>
            </p>
          )}
        </fieldset>
      ))}
      {!sealed && (
        <div className="field">
          <label className="label" htmlFor="f-parties">
            {parties.length === 0 ? 'short name of the first party' : 'short name of another party'}
          </label>
          <span className="hint">For example: Northwind</span>
          <span className="flex gap-2">
            <input
              id="f-parties"
              className="input"
              autoComplete="off"
              value={name}
              aria-invalid={trouble === undefined ? undefined : true}
              aria-describedby={trouble === undefined ? undefined : 'parties-trouble'}
              onChange={(event) => type(event.target.value)}
              {...leave}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add();
              }}
            />
            <button type="button" className="button flex-none" onClick={add} {...leave}>
              <Icon name="plus" /> Add<span className="visually-hidden"> party</span>
            </button>
          </span>
        </div>
      )}
      {trouble !== undefined && (
        <p className="fault" id="parties-trouble" role="alert">
          <Icon name="error" /> {trouble}
        </p>
      )}
      {parties.length === 1 && <p className="text-small quiet">An agreement needs at least two parties.</p>}
    </div>
  );
}

function PartyText({ party, field }: { party: string; field: string }): ReactNode {
  const path = `parties.${party}.${field}`;
  const node = resolvePath(path)?.node as FactNode;
  return <TextInput path={path} node={node} label={node.row.label} />;
}
