import { Link } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { balance, balanceNotice, leanInWords, reasonInWords, reasonsOf, wholeInWords, type PartyBalance } from '#stages/draft/balance';
import { useAgreement } from '../../agreement-context';
import { BalanceStrip } from '../../components/balance-strip';
import { Initials } from '../../components/party';
import { useTitle } from '../../use-title';
import { NoText, ToldFrame } from './told-frame';

const measures = [
  { name: 'Sections that lean to it', of: (party: PartyBalance) => party.leansTo },
  { name: 'Sections that weigh on it', of: (party: PartyBalance) => party.weighsOn },
  { name: 'Rights of its own', of: (party: PartyBalance) => party.rights },
  { name: 'Duties of its own', of: (party: PartyBalance) => party.own },
  { name: 'Duties that all have', of: (party: PartyBalance) => party.shared },
] as const;

/** Which party the agreement leans to: the whole as a picture, then each section that is not even, with the reasons. */
export function BalanceScreen(): ReactNode {
  const { id, data, document: text, library, parties } = useAgreement();
  useTitle('Balance', data.title);
  const found = useMemo(() => (text === null ? undefined : balance(library, text, data.answers)), [library, text, data.answers]);
  const nameOf = (party: string): string => parties.find((one) => one.id === party)?.name ?? party;
  const most = Math.max(1, ...(found?.parties.flatMap((party) => measures.map((measure) => measure.of(party))) ?? []));
  const leaning = found?.clauses.filter(({ lean, reasons }) => lean.kind !== 'even' || reasons.length > 0) ?? [];
  return (
    <ToldFrame title="Balance" about={found === undefined ? '' : wholeInWords(found)} file={{ leaflet: 'balance' }}>
      {found === undefined ? (
        <NoText />
      ) : (
        <>
          <section className="card" aria-label="The whole, by party">
            <dl className="balance-bars">
              {found.parties.map((party) => {
                const shown = parties.find((one) => one.id === party.party);
                return [
                  <dt key={`${party.party} name`}>
                    {shown !== undefined && <Initials party={shown} beside />} {party.name}
                  </dt>,
                  <dd key={party.party}>
                    {measures.map((measure) => (
                      <span key={measure.name} className="bar-row">
                        <span>{measure.name}</span>
                        <svg className="bar" viewBox={`0 0 ${most} 1`} preserveAspectRatio="none" aria-hidden="true">
                          <rect x={0} y={0.42} width={most} height={0.16} />
                          <rect className="filled" x={0} y={0} width={measure.of(party)} height={1} />
                        </svg>
                        <span>{measure.of(party)}</span>
                      </span>
                    ))}
                  </dd>,
                ];
              })}
            </dl>
          </section>
          <section className="card mt-6" aria-labelledby="by-section">
            <h2 id="by-section" className="text-section px-6 pt-4 pb-2">
              Section by section
            </h2>
            {leaning.length === 0 ? (
              <p className="px-6 pb-4">No section treats one party differently from the others.</p>
            ) : (
              <table className="grid-table balance-table">
                <thead>
                  <tr>
                    <th scope="col">Section</th>
                    <th scope="col">Balance</th>
                    <th scope="col">Why</th>
                  </tr>
                </thead>
                <tbody>
                  {leaning.map((clause) => (
                    <tr key={clause.clause}>
                      <td>
                        <Link className="link" to="/a/$id/text" params={{ id }} hash={`s-${clause.clause}`}>
                          {clause.number} {clause.heading}
                        </Link>
                      </td>
                      <td>
                        <span className="lean">
                          <BalanceStrip clause={clause} parties={parties} />
                          <span aria-hidden="true">{leanInWords(clause.lean, nameOf)}</span>
                        </span>
                      </td>
                      <td>
                        <ul>
                          {reasonsOf(clause).map((reason, index) => (
                            <li key={index} className="first-capital">
                              {reasonInWords(reason, nameOf)}
                            </li>
                          ))}
                        </ul>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
          <p className="text-small quiet mt-4">{balanceNotice}</p>
        </>
      )}
    </ToldFrame>
  );
}
