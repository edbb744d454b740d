import type { ReactNode } from 'react';
import { itemsAt, valueAt } from '#agreement/facts/read';
import { suggestedPaths, suggestionFor } from '#stages/ask/suggestions';
import { factAt } from '#agreement/facts/table';
import { useAgreement, useEditing } from '../../agreement-context';
import { Icon } from '../../components/icons';
import { shownParties } from '../../components/party';
import { useForm } from './fields/form';

/** The usual answers to a fact and to the open ones inside it, each to be chosen by its own button; nothing stands without that. */
export function Usual({ path, onUse }: { path: string; onUse: () => void }): ReactNode {
  const { editing, sealed } = useAgreement();
  const { answers } = useEditing();
  const form = useForm();
  const general = path.replace(/^parties\.[^.]+\./, 'party.');
  const here = suggestedPaths.filter((one) => one === general || one.startsWith(`${general}.`)).map((one) => path + one.slice(general.length));
  const offered = here.filter((one) => valueAt(answers, one) === undefined && itemsAt(answers, one) === undefined).flatMap((one) => suggestionFor(one, answers) ?? []);
  if (sealed || offered.length === 0) return null;
  const use = (chosen: typeof offered): void => {
    for (const one of chosen) {
      form.forget(one.path);
      editing.set(one.path, one.value);
    }
    onUse();
  };
  if (offered.length === 1 && offered[0]?.path === path) {
    return (
      <p className="usual">
        <button type="button" className="button small" onClick={() => use(offered)}>
          Use the usual answer
        </button>{' '}
        <span className="quiet">{offered[0].words}</span>
      </p>
    );
  }
  return (
    <details className="disclosure usual">
      <summary>
        <Icon name="down" className="icon-small" /> Usual answers to what is open here ({offered.length})
      </summary>
      <UsualList offered={offered} onUse={use} />
      <button type="button" className="button small mt-2" onClick={() => use(offered)}>
        Use all {offered.length}
      </button>
    </details>
  );
}

/** Usual answers one by one: what it is about, the answer in words, and the choice. */
export function UsualList({ offered, onUse }: { offered: readonly { path: string; value: unknown; words: string }[]; onUse: (chosen: { path: string; value: unknown; words: string }[]) => void }): ReactNode {
  const parties = shownParties(useEditing().answers.parties);
  return (
    <ul className="card list usual-list">
      {offered.map((one) => {
        const party = parties.find((held) => one.path.startsWith(`parties.${held.id}.`));
        const label = `${party === undefined ? '' : `${party.name}, `}${factAt(one.path)?.label ?? one.path}`;
        return (
          <li key={one.path} className="usual-row">
            <span className="first-capital">{label}</span>
            <span className="quiet">{one.words}</span>
            <button type="button" className="button small" onClick={() => onUse([one])}>
              Use<span className="visually-hidden"> for {label}: {one.words}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
