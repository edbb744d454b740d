import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import type { BundleVerdict } from '#agreement/record/bundle';
import { sendFile } from '../../api';
import { useListen } from '../../components/events';
import { Icon } from '../../components/icons';
import { TopBar } from '../../components/shell';
import { Trouble, useAfter } from '../../components/state';
import { useTitle } from '../../use-title';
import { BundleResult } from './bundle-result';
import './verify.css';

interface Signature {
  field: string;
  name?: string;
  party?: string;
  role?: string;
  reason?: string;
  signedAt?: string;
  kind: 'signature' | 'time stamp';
  certificate?: { subject?: string; issuer?: string; serial?: string; from: string; until: string };
  covers?: { whole: boolean; revision: number; bytes: number };
  /** The place as the text has it. */
  slot?: { person?: string; party?: string };
  digestOk: boolean;
  signatureOk: boolean;
  issuedHere?: boolean;
  faults: string[];
}

interface Verdict {
  verdict: 'intact' | 'changed' | 'broken' | 'cannot-tell' | 'unsigned';
  sentence: string;
  signed: number;
  expected: number;
  signatures: Signature[];
  empty: { field: string; person?: string; party?: string }[];
  changes: string[];
  reasons: string[];
  readable: boolean;
  digest: string;
  sealed?: string;
}

/** The checkpoint of the history that a file carries. */
interface Carried {
  n: number;
  at: string;
  root: string;
  holds: boolean;
  issuer: 'authority' | 'another' | 'nobody' | 'unknown';
}

/** Checks a signed file: the verdict in words first, then who and when, then what it does not tell. */
export function VerifyScreen(): ReactNode {
  useTitle('Check a signed file');
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLDivElement>(null);
  const check = useMutation({
    mutationFn: (chosen: File) => sendFile<{ name: string; verdict: Verdict; checkpoint?: Carried | null; bundle?: BundleVerdict }>('verify-file', chosen),
    onSuccess: () => setTimeout(() => heading.current?.focus()),
  });
  const choose = (chosen: File | undefined): void => {
    if (chosen === undefined) return;
    setFile(chosen);
    check.mutate(chosen);
  };
  const page = useRef<HTMLElement>(null);
  useListen(page, 'dragover', (event) => {
    event.preventDefault();
    setOver(true);
  });
  useListen(page, 'dragleave', () => setOver(false));
  useListen(page, 'drop', (event) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer?.files[0]);
  });
  return (
    <>
      <TopBar name="Check a signed file">
        {check.isSuccess && (
          <button type="button" className="link" onClick={() => input.current?.click()}>
            Check another file
          </button>
        )}
      </TopBar>
      <main id="main" className="verify" ref={page}>
        <input ref={input} id="file" type="file" accept="application/pdf,.pdf,application/zip,.zip" className="visually-hidden" aria-label="Signed PDF or whole record" tabIndex={check.isSuccess ? -1 : 0} onChange={(event) => choose(event.target.files?.[0])} />
        {check.isSuccess && file !== undefined ? (
          <div ref={heading} tabIndex={-1} className="verify-result">
            {check.data.bundle === undefined ? <Result verdict={check.data.verdict} checkpoint={check.data.checkpoint} file={file} /> : <BundleResult bundle={check.data.bundle} file={file} />}
          </div>
        ) : (
          <>
            <h1 className="text-question">Check a signed file</h1>
            <p className="mt-2 mb-6">Choose a PDF that was signed here or elsewhere, or the whole record of an agreement (.zip). You see whether it is intact or was changed, who signed it and when. No account is needed.</p>
            <div className={`drop ${over ? 'over' : ''}`}>
              <Icon name="upload" className="icon-large quiet" />
              <p>Drop the file here, or</p>
              <label htmlFor="file" className="button primary">
                Choose a file
              </label>
            </div>
            {check.isPending && <Checking name={file?.name ?? 'the file'} />}
            {check.isError && (
              <div className="mt-6">
                <Trouble error={check.error} title="The file could not be checked" />
              </div>
            )}
          </>
        )}
        <p className="text-small quiet mt-8">The file is checked by this installation and not kept. The same check runs on the command line: npx --no entente verify FILE.pdf</p>
      </main>
    </>
  );
}

function Checking({ name }: { name: string }): ReactNode {
  const shown = useAfter(300);
  return (
    <div role="status" className="mt-6">
      {shown && (
        <>
          <p className="mb-2">Checking {name}</p>
          <div className="progress" />
        </>
      )}
    </div>
  );
}

const verdicts = {
  intact: { title: 'Intact', advice: 'Nothing was changed after signing.', icon: 'done', tone: 'tone-intact' },
  changed: { title: 'Changed after signing', advice: 'Do not rely on this file. Ask for the file as it was signed.', icon: 'error', tone: 'tone-error' },
  broken: { title: 'A signature does not hold', advice: 'Do not rely on this file. Ask for the file as it was signed.', icon: 'error', tone: 'tone-error' },
  'cannot-tell': { title: 'This cannot be told', advice: 'The file, or a signature in it, is of a kind that is not judged here.', icon: 'warning', tone: 'tone-warning' },
  unsigned: { title: 'Nobody has signed', advice: 'There is no signature in this file.', icon: 'advice', tone: 'tone-warning' },
} as const;

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

function checkpointInWords({ n, at, holds, issuer }: Carried): string {
  const by = issuer === 'authority' ? 'signed by this installation' : issuer === 'another' ? 'signed by another installation' : 'signed by an installation that is not known here';
  return `Number ${n} of the history before the seal, ${moment.format(new Date(at))}, ${by}; its signature ${holds ? 'holds' : 'does not hold'}.`;
}

function Result({ verdict, checkpoint, file }: { verdict: Verdict; checkpoint: Carried | null | undefined; file: File }): ReactNode {
  const view = verdicts[verdict.verdict];
  const good = verdict.verdict === 'intact';
  const bad = verdict.verdict === 'changed' || verdict.verdict === 'broken';
  return (
    <>
      <section className={`card verdict ${view.tone}`} role="status">
        <div className="flex items-start gap-4">
          <Icon name={view.icon} className="icon-huge verdict-icon" />
          <div>
            <h1 className="verdict-title">{view.title}</h1>
            <p className="text-section font-normal">{good ? (verdict.signed === verdict.expected ? view.advice : `${view.advice} ${verdict.signed} of ${verdict.expected} have signed so far.`) : view.advice}</p>
          </div>
        </div>
        <dl className="facts-list mt-6">
          <dt>Signed</dt>
          <dd>
            {verdict.signed} of {verdict.expected}
          </dd>
          <dt>File</dt>
          <dd>
            {file.name}, {Math.max(1, Math.round(file.size / 1000)).toLocaleString()} kB
          </dd>
          {checkpoint !== undefined && (
            <>
              <dt>Checkpoint</dt>
              <dd>{checkpoint === null ? 'The file carries one that cannot be read.' : checkpointInWords(checkpoint)}</dd>
            </>
          )}
          {verdict.reasons.length > 0 && (
            <>
              <dt>Why</dt>
              <dd>{verdict.reasons.join(' ')}</dd>
            </>
          )}
        </dl>
      </section>
      {verdict.changes.length > 0 && (
        <section className="mt-8" aria-labelledby="changes">
          <h2 id="changes" className="text-section mb-3">
            What is different
          </h2>
          <ul className="card list">
            {verdict.changes.map((change) => (
              <li key={change} className="change-row">
                <Icon name="error" className="severity-error" /> <span>{change}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {(verdict.signatures.length > 0 || verdict.empty.length > 0) && (
        <section className="mt-8" aria-labelledby="signers">
          <h2 id="signers" className="text-section mb-3">
            {bad ? 'Who signed the original' : 'Who signed'}
          </h2>
          <ul className="card list">
            {verdict.signatures.map((signature) => (
              <li key={signature.field} className="signer-row">
                <span className="min-w-0">
                  <b>{signature.name ?? (signature.kind === 'time stamp' ? 'Time stamp' : 'A name is not stated')}</b>
                  <span className="block text-small quiet">{[signature.role, signature.party].filter((part) => part !== undefined && part !== '').join(', ')}</span>
                </span>
                <span className="quiet">{signature.signedAt === undefined ? 'no time stated' : moment.format(new Date(signature.signedAt))}</span>
                <span className="inline-flex items-center gap-2">
                  {good ? <Icon name="done" className="done" /> : <Icon name="warning" className="severity-warning" />}
                  {good ? 'Holds' : signature.signatureOk && signature.digestOk ? 'Not this file' : 'Does not hold'}
                </span>
                {signature.slot?.person !== undefined && signature.name !== undefined && signature.slot.person !== signature.name && <span className="text-small severity-warning signer-faults">The text names {signature.slot.person} for this line.</span>}
                {signature.faults.length > 0 && <span className="text-small severity-error signer-faults">{signature.faults.join(' ')}</span>}
              </li>
            ))}
            {verdict.empty.map((field) => (
              <li key={field.field} className="signer-row">
                <span className="min-w-0">
                  <b>{field.person ?? 'A place to sign'}</b>
                  <span className="block text-small quiet">{field.party}</span>
                </span>
                <span />
                <span className="inline-flex items-center gap-2 quiet">
                  <Icon name="waits" /> Has not signed
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {verdict.signatures.length > 0 && (
        <section className="mt-8" aria-labelledby="not-told">
          <h2 id="not-told" className="text-section mb-2">
            What this does not tell
          </h2>
          <ul className="plain-list">
            <li>Who the people are: names were typed and identities were not checked.</li>
            <li>The time is that of the computer that signed; no outside authority confirmed it.</li>
            <li>Whether those who signed had the power to do so, and what the agreement means in law.</li>
          </ul>
        </section>
      )}
      <details className="disclosure mt-8">
        <summary>
          <Icon name="down" className="icon-small" /> Technical details
        </summary>
        <dl className="facts-list mt-3">
          <dt>SHA-256 of the file</dt>
          <dd className="mono">{verdict.digest.replace('sha256:', '')}</dd>
          {verdict.sealed !== undefined && (
            <>
              <dt>SHA-256 of the sealed text</dt>
              <dd className="mono">{verdict.sealed.replace('sha256:', '')}</dd>
            </>
          )}
          {checkpoint !== undefined && checkpoint !== null && (
            <>
              <dt>SHA-256 of the checkpoint</dt>
              <dd className="mono">{checkpoint.root.replace('sha256:', '')}</dd>
            </>
          )}
          {verdict.signatures.map((signature) => (
            <div key={signature.field} className="contents">
              <dt>Field {signature.field}</dt>
              <dd>
                Digest {signature.digestOk ? 'matches' : 'does not match'}, signature {signature.signatureOk ? 'matches its certificate' : 'does not match its certificate'}
                {signature.covers === undefined ? '' : `, covers ${signature.covers.bytes.toLocaleString()} bytes`}
                {signature.certificate === undefined ? '' : `. Certificate from ${day.format(new Date(signature.certificate.from))} until ${day.format(new Date(signature.certificate.until))}`}
                {signature.issuedHere === undefined ? '' : signature.issuedHere ? ', issued by this installation' : ', not issued by this installation'}.
                {signature.reason !== undefined && <span className="block quiet">{signature.reason}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
