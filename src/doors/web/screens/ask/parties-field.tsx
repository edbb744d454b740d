import { useState, type ReactNode } from 'react';
import { idFrom } from '#stages/ask/starter';
import { resolvePath, type FactNode } from '#agreement/facts/table';
import { useAgreement, useEditing } from '../../agreement-context';
import { Icon } from '../../components/icons';
import { Initials } from '../../components/party';
import { TextInput } from './fields/plain-inputs';
import { useForm } from './fields/form';

/** The parties: add one by its short name, give each its legal name, take one out again. */
export function PartiesField(): ReactNode {
  const { parties, sealed } = useAgreement();
  const { answers } = useEditing();
  const form = useForm();
  const [name, setName] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [said, setSaid] = useState('');
  const add = (): void => {
    const words = name.trim();
    if (words === '') {
      setTrouble('Write a short name first, then add the party.');
      return;
    }
    const id = idFrom(words, answers.parties.map((party) => party.id));
    if (!form.set(`parties.${id}`, { id, shortName: words })) {
      setTrouble('This name cannot be used: at most 30 characters on one line.');
      return;
    }
    setName('');
    setTrouble(undefined);
    setSaid(`${words} was added.`);
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
                  setTrouble(form.set(`parties.${party.id}`, undefined) ? undefined : `${party.name} is named in other answers. Name another party there first, then remove it.`);
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
              onChange={(event) => {
                setName(event.target.value);
                setTrouble(undefined);
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add();
              }}
            />
            <button type="button" className="button flex-none" onClick={add}>
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
