import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { findingsQuery, write, type FindingOut } from '../../api';
import { Making, useDownload } from '../../components/downloads';
import { Icon } from '../../components/icons';
import { Notice } from '../../components/notice';
import { Initials } from '../../components/party';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { Trouble } from '../../components/state';
import { useTitle } from '../../use-title';
import { negotiationQuery } from '../negotiate/api';
import { Gate as TableLines } from '../review/gate';
import { momentInWords, shortDigest, signPlaces } from './fields';
import { Reopen } from './reopen';
import './sign.css';

/** Signing at a glance: what is missing, the seal, and who has signed. */
export function SignScreen(): ReactNode {
  const { id, data, parties, sealed } = useAgreement();
  useTitle('Sign', data.title);
  const title = titleOf(data.document) ?? data.title ?? 'Agreement';
  return (
    <>
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        {phaseInWords(data.phase, data.turn)}
      </StageBar>
      <main id="main" className="page narrow">{sealed ? <Sealed title={title} /> : data.party === 'local' ? <Gate title={title} /> : <TableGate title={title} />}</main>
    </>
  );
}

function titleOf(document: unknown): string | undefined {
  const title = (document as { attrs?: { title?: unknown } } | null)?.attrs?.title;
  return typeof title === 'string' ? title : undefined;
}

function Gate({ title }: { title: string }): ReactNode {
  const { id, data, document, parties } = useAgreement();
  const client = useQueryClient();
  const findings = useQuery({ ...findingsQuery(id), enabled: document !== null });
  const seal = useMutation({
    mutationFn: (despite: string | undefined) => write(`agreements/${id}/seal-agreement`, { ...(data.version !== null && { version: data.version }), ...(despite !== undefined && { despite }) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['agreement', id] });
      void client.invalidateQueries({ queryKey: ['agreements'] });
    },
  });
  const blocking = (findings.data?.findings ?? []).filter((finding) => finding.severity === 'error' && finding.setAside === null);
  const aside = (findings.data?.findings ?? []).filter((finding) => finding.setAside !== null).length;
  const ready = findings.isSuccess && blocking.length === 0 && parties.length >= 1;
  return (
    <>
      <h1 className="text-question">{findings.isSuccess && !ready ? 'Not ready to sign' : 'Seal the text, then sign'}</h1>
      <p className="mt-2">
        {title}
        {parties.length > 0 && `, between ${parties.map((party) => party.name).join(', ').replace(/, ([^,]*)$/, ' and $1')}`}. Sealing makes the final PDF that everybody signs; after it no word can change.
      </p>
      <Notice className="my-6" />
      {findings.isError && <Trouble error={findings.error} again={() => void findings.refetch()} title="The text could not be inspected" />}
      {blocking.length > 0 && <Missing blocking={blocking} />}
      {ready && (
        <section className="card p-6">
          <h2 className="text-section flex items-center gap-2">
            <Icon name="done" className="done" /> No problem blocks signing
          </h2>
          <p className="mt-1">
            Version {data.version} becomes the final text.{aside > 0 ? ` ${aside === 1 ? 'One problem was' : `${aside} problems were`} set aside with a reason.` : ''}
          </p>
          <p className="mt-4">
            <button type="button" className="button primary" aria-disabled={seal.isPending} onClick={() => !seal.isPending && seal.mutate(undefined)}>
              Seal the text
            </button>
          </p>
        </section>
      )}
      {seal.isPending && (
        <div className="mt-4">
          <Making what="Making the final PDF with its places to sign" stop={() => window.location.reload()} />
        </div>
      )}
      {seal.isError && (
        <div className="mt-4">
          <Trouble error={seal.error} title="The text was not sealed" />
        </div>
      )}
      {blocking.length > 0 && <Despite busy={seal.isPending} onSeal={(reason) => seal.mutate(reason)} count={blocking.length} />}
    </>
  );
}

/** Sealing between parties: what all of them agreed to becomes the final text. */
function TableGate({ title }: { title: string }): ReactNode {
  const { id, data, parties } = useAgreement();
  const client = useQueryClient();
  const talk = useQuery(negotiationQuery(id));
  const newest = talk.data?.turns.at(-1);
  const seal = useMutation({
    mutationFn: (version: number) => write(`agreements/${id}/seal-agreement`, { version }),
    onSettled: () => client.invalidateQueries({ queryKey: ['agreement', id] }),
  });
  const ready = talk.data !== undefined && newest !== undefined && talk.data.gate.every((line) => line.met);
  return (
    <>
      <h1 className="text-question">{talk.isSuccess && !ready ? 'Not ready to sign' : 'Seal the text, then sign'}</h1>
      <p className="mt-2">
        {title}, between {parties.map((party) => party.name).join(', ').replace(/, ([^,]*)$/, ' and $1')}. Sealing makes the final PDF that everybody signs; after it no word can change.
      </p>
      <Notice className="my-6" />
      {talk.isError && <Trouble error={talk.error} again={() => void talk.refetch()} title="What is missing cannot be read" />}
      {talk.isSuccess && newest === undefined && (
        <p className="card p-6">
          Nothing was sent to the other parties yet.{' '}
          <Link className="link" to="/a/$id/negotiate" params={{ id }}>
            Send your version first
          </Link>
        </p>
      )}
      {talk.data !== undefined && newest !== undefined && (
        <div className="card p-6">
          <TableLines talk={talk.data} link={false} />
          {ready && data.role === 'lead' && (
            <p className="mt-4">
              <button type="button" className="button primary" aria-disabled={seal.isPending} onClick={() => !seal.isPending && seal.mutate(newest.version)}>
                Seal the words of turn {newest.turn}
              </button>
            </p>
          )}
          {ready && data.role !== 'lead' && <p className="mt-4 quiet">The lead of any party can seal the text now.</p>}
        </div>
      )}
      {seal.isPending && (
        <div className="mt-4">
          <Making what="Making the final PDF with its places to sign" stop={() => window.location.reload()} />
        </div>
      )}
      {seal.isError && (
        <div className="mt-4">
          <Trouble error={seal.error} title="The text was not sealed" />
        </div>
      )}
    </>
  );
}

function Missing({ blocking }: { blocking: readonly FindingOut[] }): ReactNode {
  const { id } = useAgreement();
  return (
    <section className="card" aria-labelledby="missing">
      <h2 id="missing" className="text-section px-6 pt-4 pb-2">
        {blocking.length === 1 ? 'One problem blocks signing' : `${blocking.length} problems block signing`}
      </h2>
      <ul className="list">
        {blocking.map((finding) => (
          <li key={finding.fingerprint} className="missing-row">
            <Icon name="error" className="severity-error" />
            <span>
              {finding.message} <span className="quiet text-small">{finding.where === '' ? '' : /^\d/.test(finding.where) ? `Clause ${finding.where}` : finding.where}</span>
            </span>
          </li>
        ))}
      </ul>
      <p className="p-6 pt-4">
        <Link className="button primary" to="/a/$id/text" params={{ id }}>
          Mend them in the draft
        </Link>
      </p>
    </section>
  );
}

/** Sealing all the same: a deliberate step, with a reason that everybody will see. */
function Despite({ busy, onSeal, count }: { busy: boolean; onSeal: (reason: string) => void; count: number }): ReactNode {
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const can = reason.trim().length >= 3 && sure;
  return (
    <details className="disclosure mt-6">
      <summary>
        <Icon name="down" className="icon-small" /> Seal it all the same
      </summary>
      <form
        className="fields mt-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (can && !busy) onSeal(reason.trim());
        }}
      >
        <div className="field">
          <label className="label" htmlFor="despite">
            the reason
          </label>
          <span className="hint">It becomes part of the evidence in every signature, for everybody to read.</span>
          <textarea id="despite" className="input" rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
        </div>
        <label className="option">
          <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
          <b>Blanks and problems will stand in the signed text</b>
          <small>{count === 1 ? 'One problem is' : `${count} problems are`} open.</small>
        </label>
        <p>
          <button type="submit" className="button" aria-disabled={!can || busy}>
            Seal despite {count === 1 ? 'this problem' : 'these problems'}
          </button>
        </p>
      </form>
    </details>
  );
}

function Sealed({ title }: { title: string }): ReactNode {
  const { id, data, parties } = useAgreement();
  const { busy, trouble, start, stop } = useDownload(id);
  const places = signPlaces(data, parties);
  const signed = places.filter((place) => place.signed !== null).length;
  const { seal } = data;
  if (seal === null) return null;
  return (
    <>
      <h1 className="text-question">{signed === places.length ? 'Everybody has signed' : signed === 0 ? 'Ready to sign' : `${signed} of ${places.length} have signed`}</h1>
      <p className="mt-2">
        {title}, sealed {momentInWords(seal.at)}.
      </p>
      {seal.despite !== null && (
        <p className="mt-3 fault">
          <Icon name="warning" /> Sealed despite open problems: {seal.despite}
        </p>
      )}
      <section className="card mt-6" aria-label="Who signs">
        <ul className="list">
          {places.map((place) => (
            <li key={place.id} className="place-row">
              {place.party !== undefined && <Initials party={place.party} />}
              <span className="min-w-0">
                <b>{place.person ?? 'Anyone who may sign'}</b>
                <span className="block text-small quiet">
                  {place.office === undefined ? '' : `${place.office}, `}
                  {place.partyName}
                </span>
              </span>
              {place.signed === null && !place.own ? (
                <span className="signed-state quiet">
                  <Icon name="clock" />
                  <span>
                    Has not signed yet
                    {place.declined !== null && <span className="block text-small severity-error">Declined: {place.declined}</span>}
                  </span>
                </span>
              ) : place.signed === null ? (
                <Link className="button" to="/a/$id/sign/$field" params={{ id, field: place.id }}>
                  Read and sign<span className="visually-hidden"> for {place.partyName}</span>
                </Link>
              ) : (
                <Link className="signed-state" to="/a/$id/sign/$field" params={{ id, field: place.id }}>
                  <Icon name="done" className="done" />
                  <span>
                    Signed <span className="block text-small quiet">{momentInWords(place.signed)}</span>
                  </span>
                </Link>
              )}
            </li>
          ))}
        </ul>
      </section>
      <p className="mt-6 flex flex-wrap gap-3">
        <button type="button" className="button" aria-disabled={busy !== undefined} onClick={() => start('pdf')}>
          <Icon name="download" /> {signed === 0 ? 'The sealed PDF' : `The PDF, ${signed} of ${places.length} signed`}
        </button>
        {signed === places.length && (
          <Link className="button primary" to="/a/$id/track" params={{ id }}>
            See what is due
          </Link>
        )}
      </p>
      {busy !== undefined && <Making what="Fetching the file" stop={stop} />}
      {trouble !== undefined && <Trouble error={trouble} />}
      <dl className="facts-list mt-6">
        <dt>Mark of the sealed text</dt>
        <dd className="mono">{shortDigest(seal.sealed)}</dd>
        <dt>Identity</dt>
        <dd>{data.party === 'local' ? 'Not checked. This installation writes down the names that people type; it does not verify who they are.' : 'Each signature says how its signatory came in: by a personal link or signed in to an account. Nothing more was checked.'}</dd>
      </dl>
      {signed < places.length && places.some((place) => place.own && place.signed === null) && data.role === 'lead' && (
        <p className="mt-6">
          Somebody else signs for you?{' '}
          <Link className="link" to="/a/$id/people" params={{ id }}>
            Invite your signatory by a link of their own
          </Link>
        </p>
      )}
      {signed < places.length && data.role === 'lead' && data.party !== 'local' && <Reopen signed={signed} />}
    </>
  );
}
