import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { printDocument } from '#agreement/document/print';
import { peopleFrom } from '#agreement/words/people';
import { useAgreement } from '../../agreement-context';
import { queries, write } from '../../api';
import { Making, useDownload } from '../../components/downloads';
import { Icon } from '../../components/icons';
import { Notice } from '../../components/notice';
import { Initials } from '../../components/party';
import { Sheet } from '../../components/paper';
import { TopBar } from '../../components/shell';
import { Trouble } from '../../components/state';
import { useTitle } from '../../use-title';
import { momentInWords, shortDigest, signPlaces, type SignPlace } from './fields';
import { Decline } from './decline';
import './sign.css';

/** One place to sign: read, consent, sign; afterwards what happens next. A reload finds the same state again. */
export function SignField(): ReactNode {
  const { field } = useParams({ from: '/a/$id/sign/$field' });
  const { id, data, parties } = useAgreement();
  const places = signPlaces(data, parties);
  const place = places.find((one) => one.id === field);
  useTitle(place === undefined ? 'Sign' : `Sign for ${place.partyName}`, data.title);
  return (
    <>
      <TopBar name={data.title ?? 'Agreement'}>
        <Link className="link" to="/a/$id/sign" params={{ id }}>
          All signatures
        </Link>
      </TopBar>
      {place === undefined ? (
        <main id="main" className="page narrow">
          <h1 className="text-question">There is nothing to sign here</h1>
          <p className="mt-2">The text is not sealed yet, or this place does not exist. See all signatures.</p>
        </main>
      ) : place.signed === null && !place.own ? (
        <main id="main" className="page narrow">
          <h1 className="text-question">This place is for {place.partyName}</h1>
          <p className="mt-2">Only its signatory signs here. Nothing is missing from you.</p>
        </main>
      ) : place.signed === null ? (
        <Signing key={place.id} place={place} places={places} />
      ) : (
        <Done place={place} places={places} />
      )}
    </>
  );
}

function Signing({ place, places }: { place: SignPlace; places: readonly SignPlace[] }): ReactNode {
  const { id, data, document: text, parties } = useAgreement();
  const client = useQueryClient();
  const printed = useMemo(() => (text === null ? undefined : printDocument(text, { people: peopleFrom(data.answers) })), [text, data.answers]);
  const [read, setRead] = useState(false);
  const [consent, setConsent] = useState(false);
  const [may, setMay] = useState(false);
  const me = useQuery(queries.me).data?.me?.name ?? '';
  // The person whom the text names is offered only to that person: nobody signs in another's name by pressing on.
  const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();
  const [typed, setName] = useState<string>();
  const name = typed ?? (data.party === 'local' ? (place.person ?? '') : me);
  const other = place.person !== undefined && name.trim() !== '' && !same(name, place.person);
  const [instead, setInstead] = useState(false);
  const [missing, setMissing] = useState(0);
  const summary = useRef<HTMLDivElement>(null);
  const { busy, trouble, start, stop } = useDownload(id);
  const sealed = data.seal?.sealed ?? '';
  const sign = useMutation({
    mutationFn: () => write(`agreements/${id}/sign-agreement`, { field: place.id, name: name.trim(), consent: sealed }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['agreement', id] });
      void client.invalidateQueries({ queryKey: ['agreements'] });
    },
  });
  const left = [
    { done: read, id: 'sign-read', words: 'Say that you have read the text' },
    { done: consent, id: 'sign-consent', words: 'Consent to sign electronically' },
    { done: may, id: 'sign-may', words: `Say that you may sign for ${place.partyName}` },
    { done: name.trim() !== '', id: 'sign-name', words: 'Type your name' },
    ...(other ? [{ done: instead, id: 'sign-instead', words: `Say that you sign in the place of ${place.person}` }] : []),
  ];
  const open = left.filter((step) => !step.done);
  const others = parties.filter((party) => party.id !== place.party?.id).map((party) => party.name);
  const steps = [
    { name: 'Read', done: read },
    { name: 'Consent', done: consent && may },
    { name: 'Name', done: name.trim() !== '' && (!other || instead) },
    { name: 'Sign', done: false },
  ];
  const current = steps.findIndex((step) => !step.done);
  return (
    <>
      <main id="main" className="sign-page">
        <header className="sign-head">
          <h1 className="text-question">You are asked to sign for {place.partyName}</h1>
          <p className="text-section font-normal mt-2">
            {printed?.title ?? data.title}
            {others.length > 0 && `, with ${others.join(', ').replace(/, ([^,]*)$/, ' and $1')}`}
          </p>
          <p className="text-small quiet mt-1">
            {place.person === undefined ? 'Anyone who may sign for this party can sign here.' : `For ${place.person}${place.office === undefined ? '' : `, ${place.office}`}.`} Sealed {data.seal === null ? '' : momentInWords(data.seal.at)}.{' '}
            {places.filter((one) => one.signed !== null).length} of {places.length} have signed.
          </p>
        </header>
        {data.seal?.despite !== null && data.seal !== null && (
          <p className="fault px-4 pt-4">
            <Icon name="warning" />
            <span>This text was sealed despite open problems. The reason given: {data.seal.despite}</span>
          </p>
        )}
        <section className="sign-part">
          <h2 className="text-section">Read</h2>
          <div className="sign-text" tabIndex={0} role="region" aria-label="The text to sign">
            {printed !== undefined && <Sheet printed={printed} links={{}} state={`Sealed text, version ${data.version ?? 1}`} />}
          </div>
          <p className="mt-3">
            <button type="button" className="button" aria-disabled={busy !== undefined} onClick={() => start('pdf')}>
              <Icon name="download" /> The sealed PDF
            </button>
          </p>
          {busy !== undefined && <Making what="Fetching the file" stop={stop} />}
          {trouble !== undefined && <Trouble error={trouble} />}
          <label className="option mt-3">
            <input id="sign-read" type="checkbox" checked={read} onChange={(event) => setRead(event.target.checked)} />
            <b>I have read the text</b>
          </label>
        </section>
        <section className="sign-part">
          <h2 className="text-section">Consent</h2>
          <Notice className="mb-4" />
          <label className="option">
            <input id="sign-consent" type="checkbox" checked={consent} onChange={(event) => setConsent(event.target.checked)} />
            <b>I agree to sign electronically the text with this mark:</b>
            <small className="mono">{sealed.replace('sha256:', '')}</small>
          </label>
          <label className="option mt-2">
            <input id="sign-may" type="checkbox" checked={may} onChange={(event) => setMay(event.target.checked)} />
            <b>I may sign for {place.partyName}</b>
            <small>{data.party === 'local' ? 'Your identity is not checked here, and the signature says so.' : 'The signature says how you came in: by your link, or signed in to your account.'}</small>
          </label>
        </section>
        <section className="sign-part">
          <h2 className="text-section">Sign</h2>
          <div className="field">
            <label className="label" htmlFor="sign-name">
              your name
            </label>
            <input id="sign-name" className="input" autoComplete="name" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
          </div>
          {other && (
            <div className="mt-3">
              <p className="fault">
                <Icon name="warning" />
                <span>
                  The text names {place.person} for this line, and you sign as {name.trim()}. Whoever checks the file is told so.
                </span>
              </p>
              <label className="option mt-2">
                <input id="sign-instead" type="checkbox" checked={instead} onChange={(event) => setInstead(event.target.checked)} />
                <b>I sign in the place of {place.person}</b>
                <small>You must be allowed to. If not, decline below and say who should sign.</small>
              </label>
            </div>
          )}
          <div className="signature-pad" aria-hidden="true">
            <span>{name}</span>
          </div>
          <Decline field={place.id} declined={place.declined} />
        </section>
        {missing > 0 && open.length > 0 && (
          <div className="trouble mx-4 mt-6" ref={summary} tabIndex={-1} role="alert">
            <h2 className="text-name">
              {open.length === 1 ? 'One step is left' : `${open.length} steps are left`}
            </h2>
            <ul>
              {open.map((step) => (
                <li key={step.id}>
                  <a
                    className="link"
                    href={`#${step.id}`}
                    onClick={(event) => {
                      event.preventDefault();
                      document.getElementById(step.id)?.focus();
                    }}
                  >
                    {step.words}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
        {sign.isError && (
          <div className="mx-4 mt-6">
            <Trouble error={sign.error} title="You have not signed" />
          </div>
        )}
      </main>
      <div className="dock">
        <div>
          <ol className="dock-steps" aria-label="Steps">
            {steps.map((step, index) => (
              <li key={step.name} className={step.done ? 'behind' : index === current ? 'here' : ''} aria-current={index === current ? 'step' : undefined}>
                {step.done && <Icon name="check" className="icon-small inline mr-1" />}
                {step.name}
              </li>
            ))}
          </ol>
          <button
            type="button"
            className="button primary big w-full"
            aria-disabled={sign.isPending}
            onClick={() => {
              if (sign.isPending) return;
              if (open.length === 0) sign.mutate();
              else {
                setMissing((count) => count + 1);
                const next = open[0];
                if (missing > 0) requestAnimationFrame(() => summary.current?.focus());
                else document.getElementById(next?.id ?? '')?.focus();
              }
            }}
          >
            {open.length === 0 ? `Sign for ${place.partyName}` : (open[0]?.words ?? 'Sign')}
          </button>
          <p className="text-small quiet text-center mt-2" role="status">
            {sign.isPending ? 'Signing' : `${open.length + 1} ${open.length === 0 ? 'step' : 'steps'} left. Nothing is signed until you press “Sign”.`}
          </p>
        </div>
      </div>
    </>
  );
}

function Done({ place, places }: { place: SignPlace; places: readonly SignPlace[] }): ReactNode {
  const { id, data } = useAgreement();
  const { busy, trouble, start, stop } = useDownload(id);
  const signed = places.filter((one) => one.signed !== null).length;
  const all = signed === places.length;
  return (
    <main id="main" className="sign-page">
      <header className="sign-head">
        <p className="done flex items-center gap-3 text-name">
          <Icon name="done" className="icon-large" /> Signed on {momentInWords(place.signed ?? '')}
        </p>
        <h1 className="text-question mt-2">Signed for {place.partyName}</h1>
        <p className="quiet mt-1">{data.title}</p>
      </header>
      <section className="sign-part">
        <h2 className="text-section">What happens next</h2>
        <ol className="next-steps">
          {places.map((one) => (
            <li key={one.id}>
              <span className={`dot ${one.signed === null ? '' : 'on'}`}>
                <Icon name={one.signed === null ? 'clock' : 'check'} className="icon-small" />
              </span>
              <span className="flex items-center gap-2">
                {one.party !== undefined && <Initials party={one.party} />} <b>{one.person ?? one.partyName}</b>
              </span>
              <span className="text-small quiet block">{one.signed === null ? 'Has not signed yet' : `Signed ${momentInWords(one.signed)}`}</span>
              {one.signed === null && one.own && (
                <Link className="link link-touch text-small" to="/a/$id/sign/$field" params={{ id, field: one.id }}>
                  Sign for {one.partyName}
                </Link>
              )}
            </li>
          ))}
          <li>
            <span className={`dot ${all ? 'on' : ''}`}>
              <Icon name="file" className="icon-small" />
            </span>
            <b>{all ? 'All have signed' : 'When all have signed'}</b>
            <span className="text-small quiet block">The agreement takes effect as its text says, and its dates are tracked here.</span>
            {all && (
              <Link className="link link-touch text-small" to="/a/$id/track" params={{ id }}>
                See what is due
              </Link>
            )}
          </li>
        </ol>
        <button type="button" className="button big w-full" aria-disabled={busy !== undefined} onClick={() => start('pdf')}>
          <Icon name="download" /> Your copy, {signed} of {places.length} signed
        </button>
        {busy !== undefined && <Making what="Fetching the file" stop={stop} />}
        {trouble !== undefined && <Trouble error={trouble} />}
      </section>
      <section className="sign-part">
        <h2 className="text-section">Check it later</h2>
        <p>
          Anyone can check the file on the page{' '}
          <Link className="link" to="/verify">
            Check a signed file
          </Link>
          , without an account. The mark of the text is
        </p>
        <p className="mono mt-1">{shortDigest(data.seal?.sealed ?? '')}</p>
        <p className="text-small quiet mt-3">Identities were not checked beyond how each signatory came in: the file shows the names that people typed.</p>
      </section>
    </main>
  );
}
