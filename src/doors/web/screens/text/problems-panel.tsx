import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { severities } from '#agreement/finding';
import { useAgreement } from '../../agreement-context';
import { questionHref } from '../../addresses';
import type { FindingOut } from '../../api';
import { Icon } from '../../components/icons';
import { SeverityShape, severityWords } from '../../components/paper';
import { Redline } from '../../components/redline';
import { Trouble, Waiting } from '../../components/state';

interface PanelProps {
  findings: readonly FindingOut[];
  setAside: readonly FindingOut[];
  notRun: readonly string[];
  pending: boolean;
  error: unknown;
  again: () => void;
  chosen: string | undefined;
  busy: boolean;
  readOnly: boolean;
  onChoose: (fingerprint: string | undefined) => void;
  onTake: (finding: FindingOut, fix: number) => void;
  onSetAside: (finding: FindingOut, reason: string | null) => void;
  onStep: (direction: 1 | -1) => void;
}

/** The problems, worst first; the chosen one is open with its reason, its source and the exact words of its fix. */
export function ProblemsPanel(props: PanelProps): ReactNode {
  const { findings, setAside, notRun, pending, error, again, onStep } = props;
  return (
    <aside className="pane right problems-pane" aria-label="Problems">
      <div className="pane-head">
        <h2>Problems</h2>
        <span className="text-small quiet">{pending ? '' : findings.length === 0 ? 'none' : `${findings.length}, worst first`}</span>
        {findings.length > 0 && (
          <span className="ml-auto flex items-center gap-2">
            <button type="button" className="step-button" aria-label="Previous problem (Shift F8)" onClick={() => onStep(-1)}>
              <Icon name="up" />
              <kbd className="hidden xl:inline">Shift F8</kbd>
            </button>
            <button type="button" className="step-button" aria-label="Next problem (F8)" onClick={() => onStep(1)}>
              <Icon name="down" />
              <kbd className="hidden xl:inline">F8</kbd>
            </button>
          </span>
        )}
      </div>
      {pending && <Waiting what="Inspecting the text" lines={5} />}
      {error !== null && error !== undefined && (
        <div className="p-4">
          <Trouble error={error} again={again} />
        </div>
      )}
      {!pending && findings.length === 0 && error === null && (
        <p className="p-4 px-6 quiet">
          <Icon name="check" className="inline mr-2 done" />
          No check found a problem. That does not mean that the text has the effect you want; have an attorney confirm it.
        </p>
      )}
      {severities.map((severity) => {
        const group = findings.filter((finding) => finding.severity === severity);
        if (group.length === 0) return null;
        return (
          <section key={severity} aria-labelledby={`severity-${severity}`}>
            <h3 id={`severity-${severity}`} className={`group-head severity-${severity}`}>
              <SeverityShape severity={severity} /> {severityWords[severity]} <span className="quiet font-normal">{group.length}</span>
            </h3>
            <ul>
              {group.map((finding) => (
                <Problem key={finding.fingerprint} finding={finding} {...props} />
              ))}
            </ul>
          </section>
        );
      })}
      {setAside.length > 0 && (
        <details className="disclosure aside-group">
          <summary>
            <Icon name="down" className="icon-small" /> Set aside <span className="quiet">{setAside.length}</span>
          </summary>
          <ul>
            {setAside.map((finding) => (
              <li key={finding.fingerprint} className="aside-row">
                <b>{finding.message}</b>
                <span className="text-small quiet block">Reason: {finding.setAside}</span>
                {!props.readOnly && (
                  <button type="button" className="link text-small" onClick={() => props.onSetAside(finding, null)}>
                    Take up again
                  </button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
      {notRun.length > 0 && <p className="text-small quiet p-4 px-6">Not run, because what they look at is absent: {notRun.join(', ')}.</p>}
    </aside>
  );
}

function Problem({ finding, chosen, busy, readOnly, onChoose, onTake, onSetAside }: PanelProps & { finding: FindingOut }): ReactNode {
  const { id } = useAgreement();
  const open = chosen === finding.fingerprint;
  const [reason, setReason] = useState<string>();
  const question = finding.place.path === null ? undefined : questionHref(id, finding.place.path);
  const where = finding.where === '' ? 'The whole agreement' : /^\d/.test(finding.where) ? `Clause ${finding.where}` : finding.where;
  return (
    <li id={`problem-${finding.fingerprint}`} className={`problem ${open ? 'problem-open' : ''}`}>
      <SeverityShape severity={finding.severity} />
      <div className="min-w-0">
        <button type="button" className="problem-title" aria-expanded={open} onClick={() => onChoose(open ? undefined : finding.fingerprint)}>
          {finding.message}
        </button>
        <p className="text-small quiet">{where}</p>
        {open && (
          <div className="problem-body">
            <p>{finding.why}</p>
            <p className="quiet">{finding.todo}</p>
            {!readOnly &&
              finding.fixes.map((fix, index) => (
                <div key={fix.title} className="fix">
                  <p className="fix-head">{fix.title}{finding.where === '' ? '' : `, in ${where.charAt(0).toLowerCase()}${where.slice(1)}`}</p>
                  <div className="fix-words">
                    <Redline before={fix.before} after={fix.after} whole={fix.before.length < 60} />
                  </div>
                  <p className="fix-foot">
                    <button type="button" className="button primary small" aria-disabled={busy} onClick={() => !busy && onTake(finding, index)}>
                      Take this fix
                    </button>
                  </p>
                </div>
              ))}
            {!readOnly && (
              <p className="flex flex-wrap gap-2 items-center mt-2">
                {question !== undefined && (
                  <Link className={`button small ${finding.fixes.length === 0 ? 'primary' : ''}`} to={question}>
                    Answer the question
                  </Link>
                )}
                {reason === undefined && (
                  <button type="button" className="button small" onClick={() => setReason('')}>
                    Set aside …
                  </button>
                )}
              </p>
            )}
            {reason !== undefined && (
              <form
                className="field mt-3"
                onSubmit={(event) => {
                  event.preventDefault();
                  if (reason.trim().length >= 3) onSetAside(finding, reason.trim());
                }}
              >
                <label className="label" htmlFor={`reason-${finding.fingerprint}`}>
                  Why it is no problem here
                </label>
                <span className="hint">Recorded with the agreement. It comes back when these words change.</span>
                <textarea id={`reason-${finding.fingerprint}`} className="input" rows={2} value={reason} autoFocus onChange={(event) => setReason(event.target.value)} />
                <span className="flex gap-2 mt-1">
                  <button type="submit" className="button small primary" aria-disabled={reason.trim().length < 3}>
                    Set aside
                  </button>
                  <button type="button" className="button small" onClick={() => setReason(undefined)}>
                    Cancel
                  </button>
                </span>
              </form>
            )}
            <p className="source">
              <span className="mono">{finding.code}</span> {finding.rule.replaceAll('-', ' ')}. Source: {finding.source}
            </p>
          </div>
        )}
      </div>
    </li>
  );
}
