import type { ReactNode } from 'react';
import { Icon } from '../../../components/icons';
import { problemInWords, useField } from './form';

type Parts = ReturnType<typeof useField>;

/** Label, input and trouble of one field. `several` stands for fields made of more than one input. */
export function FieldFrame({ path, label, hint, several = false, hideLabel = false, children }: { path: string; label: string; hint?: string | undefined; several?: boolean; hideLabel?: boolean; children: (parts: Parts) => ReactNode }): ReactNode {
  const parts = useField(path);
  const below = (
    <>
      {hint !== undefined && <span className="hint">{hint}</span>}
      {children(parts)}
      {parts.problem !== undefined && (
        <span className="fault" id={parts.hintId}>
          <Icon name="error" />
          <span>{problemInWords(parts.problem)}</span>
        </span>
      )}
    </>
  );
  if (several) {
    return (
      <fieldset className={`field ${parts.problem === undefined ? '' : 'invalid'}`} aria-describedby={parts.describedBy} {...parts.leave}>
        <legend className={hideLabel ? 'visually-hidden' : 'label mb-1'}>{label}</legend>
        {below}
      </fieldset>
    );
  }
  return (
    <div className={`field ${parts.problem === undefined ? '' : 'invalid'}`} {...parts.leave}>
      <label className={hideLabel ? 'visually-hidden' : 'label'} htmlFor={parts.id}>
        {label}
      </label>
      {below}
    </div>
  );
}

/** What every input of a field carries for those who cannot see its trouble. */
export function told(parts: Parts): { 'aria-invalid': true | undefined; 'aria-describedby': string | undefined } {
  return { 'aria-invalid': parts.problem === undefined ? undefined : true, 'aria-describedby': parts.describedBy };
}
