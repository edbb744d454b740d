import type { ReactNode } from 'react';
import type { BundlePart, BundlePartName, BundleVerdict } from '#agreement/record/bundle';
import { Icon } from '../../components/icons';

const verdicts = {
  intact: { title: 'Intact', advice: 'Everything in this record is as it was written.', icon: 'done', tone: 'tone-intact' },
  broken: { title: 'Not as it was written', advice: 'Do not rely on this file. Ask for the record as it was exported.', icon: 'error', tone: 'tone-error' },
  'cannot-tell': { title: 'This cannot be told', advice: 'A part of it is missing, or of a kind that is not judged here.', icon: 'warning', tone: 'tone-warning' },
} as const;

const names: Readonly<Record<BundlePartName, string>> = {
  archive: 'The file itself',
  contents: 'All parts are there',
  events: 'What happened, in order',
  files: 'Texts and PDFs',
  people: 'Names of people',
  checkpoints: 'Signed checkpoints of the history',
  consents: 'Consents to the same sealed text',
  signatures: 'Signatures',
  against: 'The checkpoint that you kept',
};

const words: Readonly<Record<BundlePart['word'], { text: string; icon: 'done' | 'error' | 'warning' | 'advice'; tone: string }>> = {
  intact: { text: 'Intact', icon: 'done', tone: 'done' },
  broken: { text: 'Broken', icon: 'error', tone: 'severity-error' },
  'cannot-tell': { text: 'Cannot tell', icon: 'warning', tone: 'severity-warning' },
  none: { text: 'None here', icon: 'advice', tone: 'quiet' },
};

/** What a whole record is worth: the verdict in words, then part by part, then what it does not tell. */
export function BundleResult({ bundle: { verdict, bundle, parts }, file }: { bundle: BundleVerdict; file: File }): ReactNode {
  const view = verdicts[verdict];
  return (
    <>
      <section className={`card verdict ${view.tone}`} role="status">
        <div className="flex items-start gap-4">
          <Icon name={view.icon} className="icon-huge verdict-icon" />
          <div>
            <h1 className="verdict-title">{view.title}</h1>
            <p className="text-section font-normal">{view.advice}</p>
          </div>
        </div>
        <dl className="facts-list mt-6">
          {bundle !== undefined && (
            <>
              <dt>Agreement</dt>
              <dd>{bundle.title ?? 'Untitled'}</dd>
              <dt>As read by</dt>
              <dd>{bundle.party}</dd>
            </>
          )}
          <dt>File</dt>
          <dd>
            {file.name}, {Math.max(1, Math.round(file.size / 1000)).toLocaleString()} kB
          </dd>
        </dl>
      </section>
      <section className="mt-8" aria-labelledby="parts">
        <h2 id="parts" className="text-section mb-3">
          Part by part
        </h2>
        <ul className="card list">
          {parts.map(({ part, word, where, note }) => (
            <li key={part} className="signer-row">
              <span className="min-w-0">
                <b>{names[part]}</b>
                {(where !== undefined || note !== undefined) && <span className="block text-small quiet">{[where, note].filter((one) => one !== undefined).join(': ')}</span>}
              </span>
              <span />
              <span className={`inline-flex items-center gap-2 ${words[word].tone}`}>
                <Icon name={words[word].icon} /> {words[word].text}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section className="mt-8" aria-labelledby="not-told">
        <h2 id="not-told" className="text-section mb-2">
          What this does not tell
        </h2>
        <ul className="plain-list">
          <li>Who the people are: names were typed and identities were not checked.</li>
          <li>Whether newer checkpoints were left out. If you kept one from a mail or a signed PDF, compare on the command line: npx --no entente verify FILE.zip --against checkpoint.json</li>
          <li>Whether the installation that signed the history is the one you know: its certificate is {bundle?.installation?.replace('sha256:', '') ?? 'not named'}.</li>
        </ul>
      </section>
    </>
  );
}
