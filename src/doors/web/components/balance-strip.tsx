import type { ReactNode } from 'react';
import { leanInWords, type ClauseBalance } from '#stages/draft/balance';
import type { ShownParty } from './party';

/** A small picture of a clause's balance: for each party a column that stands above the line where the clause speaks for it, and hangs below where it weighs on it. */
export function BalanceStrip({ clause, parties }: { clause: ClauseBalance; parties: readonly ShownParty[] }): ReactNode {
  const width = Math.max(1, parties.length) * 8 + 2;
  return (
    <>
      <svg className="strip" width={width} height={21} viewBox={`0 0 ${width} 21`} aria-hidden="true">
        <line x1={0} y1={10.5} x2={width} y2={10.5} />
        {parties.map((party, index) => {
          const points = Math.max(-3, Math.min(3, clause.points[party.id] ?? 0));
          if (points === 0) return null;
          const height = Math.abs(points) * 3 + 1;
          return <rect key={party.id} className={`${points > 0 ? 'up' : 'down'} party-${party.colour}`} x={index * 8 + 2} width={6} y={points > 0 ? 10 - height : 11} height={height} />;
        })}
      </svg>
      <span className="visually-hidden">{leanInWords(clause.lean, (party) => parties.find((one) => one.id === party)?.name ?? party)}</span>
    </>
  );
}
