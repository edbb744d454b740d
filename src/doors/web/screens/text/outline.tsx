import type { ReactNode } from 'react';
import type { Printed } from '#agreement/document/print';
import { severities, type Severity } from '#agreement/finding';
import type { Balance } from '#stages/draft/balance';
import type { FindingOut } from '../../api';
import { BalanceStrip } from '../../components/balance-strip';
import { LawLine } from '../../components/law-line';
import { SeverityShape, severityWords } from '../../components/paper';
import type { ShownParty } from '../../components/party';

/** The clauses and schedules in order, each with its worst problem, and the balance of those that are not even. */
export function Outline({ printed, findings, balance, parties, onGo }: { printed: Printed; findings: readonly FindingOut[]; balance: Balance; parties: readonly ShownParty[]; onGo: (section: string) => void }): ReactNode {
  const leaning = new Map(balance.clauses.filter((clause) => clause.lean.kind !== 'even').map((clause) => [clause.clause, clause]));
  const worst = new Map<string, Severity>();
  for (const { place, severity } of findings) {
    if (place.clause === null) continue;
    const known = worst.get(place.clause);
    if (known === undefined || severities.indexOf(severity) < severities.indexOf(known)) worst.set(place.clause, severity);
  }
  const clauses = printed.sections.filter((section) => section.kind === 'clause').length;
  const schedules = printed.sections.length - clauses;
  return (
    <nav className="pane left outline-pane" aria-label="Outline">
      <div className="pane-head">
        <h2>Outline</h2>
        <span className="ml-auto text-small quiet">
          {clauses} clauses{schedules > 0 ? `, ${schedules} ${schedules === 1 ? 'schedule' : 'schedules'}` : ''}
        </span>
      </div>
      <LawLine />
      <ol className="outline-steps">
        {printed.sections.map((section, index) => {
          const severity = worst.get(section.id);
          const leans = section.kind === 'clause' ? leaning.get(section.id) : undefined;
          const first = section.kind === 'schedule' && printed.sections[index - 1]?.kind === 'clause';
          return (
            <li key={`${section.id} ${index}`} className={first ? 'gap' : ''}>
              <a
                href={`#s-${section.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  onGo(section.id);
                }}
              >
                <span className="quiet">{section.number}</span>
                <span>{section.heading.text}</span>
                {leans !== undefined && (
                  <span className="outline-strip">
                    <BalanceStrip clause={leans} parties={parties} />
                  </span>
                )}
                {severity !== undefined && (
                  <span>
                    <SeverityShape severity={severity} />
                    <span className="visually-hidden">{severityWords[severity]}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
