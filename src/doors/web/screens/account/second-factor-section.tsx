import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { CopyLink } from '../../components/copy-link';
import { useEntries } from '../../components/entries';
import { Obstacles, PasswordField, Send, TextField } from '../../components/fields';
import { Icon } from '../../components/icons';
import type { Means } from './api';
import { Section } from './section';

type Doing = 'start' | 'stop' | 'backup-codes';

const words: Readonly<Record<Doing, { verb: string; failed: string }>> = {
  start: { verb: 'Go on', failed: 'Nothing was set up' },
  stop: { verb: 'Stop asking for codes', failed: 'Codes are still asked for' },
  'backup-codes': { verb: 'Make new backup codes', failed: 'The backup codes are as before' },
};

/** Codes of an authenticator as a second proof: setting them up, backup codes, and giving them up. */
export function SecondFactorSection({ means }: { means: Means }): ReactNode {
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing | 'none'>();
  const [setting, setSetting] = useState<{ uri: string; backupCodes: string[] }>();
  const [codes, setCodes] = useState<string[]>();
  const [done, setDone] = useState<string>();
  const told = async (sentence: string): Promise<void> => {
    setDone(sentence);
    await client.invalidateQueries({ queryKey: ['account'] });
  };
  const begin = (next: Doing): void => {
    setDone(undefined);
    setCodes(undefined);
    setDoing(next);
  };
  const withPassword = async (password: string): Promise<void> => {
    if (doing === undefined || doing === 'none') return;
    const answer = await write<{ uri: string; backupCodes: string[] }>(`auth/second-factor/${doing}`, means.password ? { password } : {});
    setDoing('none');
    if (doing === 'start') setSetting(answer);
    else if (doing === 'backup-codes') setCodes(answer.backupCodes);
    else await told('Codes are not asked for any more.');
  };
  return (
    <Section name="Codes at sign-in" done={done} about={means.secondFactor ? 'On: after your password or a link, a code of your authenticator is asked for.' : 'Off. With an authenticator on your phone, somebody who learns your password still cannot come in.'}>
      {codes !== undefined && <BackupCodes codes={codes} onKept={() => setCodes(undefined)} />}
      {doing !== undefined && doing !== 'none' && <OwnPassword doing={doing} asked={means.password} send={withPassword} onCancel={() => setDoing('none')} />}
      {setting !== undefined && (
        <SetUpCodes
          uri={setting.uri}
          onCancel={() => setSetting(undefined)}
          onDone={async () => {
            setCodes(setting.backupCodes);
            setSetting(undefined);
            await told('Codes are asked for from now on.');
          }}
        />
      )}
      {(doing === undefined || doing === 'none') && setting === undefined && codes === undefined && (
        <p className="flex flex-wrap gap-3 mt-4">
          {means.secondFactor ? (
            <>
              <button type="button" className="button" autoFocus={doing === 'none'} onClick={() => begin('backup-codes')}>
                New backup codes
              </button>
              <button type="button" className="button" onClick={() => begin('stop')}>
                Stop asking for codes
              </button>
            </>
          ) : (
            <button type="button" className="button" autoFocus={doing === 'none'} onClick={() => begin('start')}>
              Set up codes
            </button>
          )}
        </p>
      )}
    </Section>
  );
}

/** Makes sure that it is the reader who changes this. */
function OwnPassword({ doing, asked, send, onCancel }: { doing: Doing; asked: boolean; send: (password: string) => Promise<void>; onCancel: () => void }): ReactNode {
  const entries = useEntries({ start: { password: '' }, needed: asked ? { password: 'Enter your password.' } : {}, send: ({ password }) => send(password) });
  return (
    <form className="fields mt-4" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title={words[doing].failed} />
      {asked ? <PasswordField entries={entries} name="password" label="Your password" hint="To make sure that it is you." autoFocus /> : doing === 'stop' && <p>From then on a link to your mailbox, or a passkey, is enough.</p>}
      <p className="flex flex-wrap gap-3">
        <Send busy={entries.busy}>{words[doing].verb}</Send>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}

function SetUpCodes({ uri, onDone, onCancel }: { uri: string; onDone: () => Promise<void>; onCancel: () => void }): ReactNode {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const entries = useEntries({
    start: { code: '' },
    needed: { code: 'Enter the six digits.' },
    send: async ({ code }) => {
      await write('auth/second-factor/confirm', { code });
      await onDone();
    },
  });
  return (
    <form className="fields mt-4" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title="Codes are not asked for yet" />
      <div className="qr-row">
        <QrCode text={uri} />
        <div className="flex flex-col gap-3 min-w-0 flex-auto">
          <p>Take the picture with your authenticator, or enter this key there:</p>
          <CopyLink text={secret.match(/.{1,4}/g)?.join(' ') ?? secret} label="Key for the authenticator" whole />
          <p className="text-small">
            On this very device:{' '}
            <a className="link link-touch" href={uri}>
              open it in the authenticator
            </a>
          </p>
        </div>
      </div>
      <TextField entries={entries} name="code" label="Code that it shows now" inputMode="numeric" autoComplete="one-time-code" hint="Six digits." />
      <p className="flex flex-wrap gap-3">
        <Send busy={entries.busy}>Ask for codes from now on</Send>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}

/** A text as a picture for cameras: always dark on light, with the quiet edge that cameras need. */
function QrCode({ text }: { text: string }): ReactNode {
  const picture = useQuery({
    queryKey: ['qr', text],
    queryFn: async () => {
      const { encode } = await import('uqr');
      return encode(text, { ecc: 'M', border: 4 });
    },
    staleTime: Infinity,
    gcTime: 0,
  }).data;
  if (picture === undefined) return <div className="qr skeleton" aria-hidden="true" />;
  const dark = picture.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${picture.size} ${picture.size}`} role="img" aria-label="Picture of the key, for the camera of an authenticator" shapeRendering="crispEdges">
      <path d={dark} />
    </svg>
  );
}

function BackupCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }): ReactNode {
  return (
    <div className="private backup mt-4">
      <h3 className="text-name flex items-center gap-2">
        <Icon name="lock" /> Backup codes, shown once
      </h3>
      <p className="mt-1">Each opens your account once where the authenticator is out of reach. Keep them where nobody else looks, not on the phone with the authenticator. Earlier ones count no more.</p>
      <ul className="codes mono mt-3">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-3">
        <CopyLink text={codes.join(' ')} label="All backup codes" />
      </div>
      <p className="mt-4">
        <button type="button" className="button primary" onClick={onKept}>
          I have kept them
        </button>
      </p>
    </div>
  );
}
