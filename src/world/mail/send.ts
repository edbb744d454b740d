import { isIP, type Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { createTransport } from 'nodemailer';
import { type MailSettings, isMailbox } from '#world/mail/settings';
import type { Timers } from '#world/mail/timers';
import { connectOutward, type OutwardConnection, OutwardError } from '#world/outward';

/** A mail as it leaves. */
export interface OutgoingMail {
  /** The id in the outbox: every try of one mail has the same Message-ID. */
  id: string;
  /** The mailbox it goes to. */
  to: string;
  /** When it is sent. */
  at: Date;
  subject: string;
  text: string;
  html: string;
  /** Files that go with it: names of ours, and their content as text. */
  files?: readonly { name: string; mediaType: string; text: string }[];
}

/** What became of a try: taken by the mail server, to be tried again, or refused for good; `words` says why, for the outbox. */
export type Outcome = { kind: 'sent' } | { kind: 'later' | 'never'; words: string };

/** How long a mail server may take until it has the whole mail, and after that until it says that it took it; milliseconds. */
export const patience = {
  untilHandedOver: 10_000,
  /** Longer, since a server that scans what it got and is given up on delivers it all the same, and again at the next try. */
  untilTaken: 60_000,
};

/**
 * Hands one mail to the mail server over a connection of its own. TLS is required unless the checked address is this machine or the
 * settings say `plain`. Never throws: whatever goes wrong is an outcome. `greeting` is how this server names itself.
 */
export async function sendBySmtp(mail: OutgoingMail, settings: MailSettings, { timers, greeting }: { timers: Timers; greeting: string }): Promise<Outcome> {
  if (!isMailbox(mail.to)) return { kind: 'never', words: 'This is not a mailbox that mail can be sent to.' };
  const stop = new AbortController();
  let seconds = patience.untilHandedOver / 1000;
  let cancel = timers.after(patience.untilHandedOver, () => stop.abort());
  const transport = transportTo(settings, greeting, stop.signal);
  transport.use('stream', (message, next) => {
    message.message.processFunc((source) => {
      source.once('end', () => {
        cancel();
        seconds = patience.untilTaken / 1000;
        cancel = timers.after(patience.untilTaken, () => stop.abort());
      });
      return source;
    });
    next();
  });
  try {
    await transport.sendMail({
      from: settings.from,
      to: { name: '', address: mail.to },
      envelope: { from: settings.from.address, to: [mail.to] },
      messageId: `<${mail.id}@${domainToASCII(settings.from.address.split('@')[1] ?? '') || 'localhost'}>`,
      date: mail.at,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      attachments: (mail.files ?? []).map(({ name, mediaType, text }) => ({ filename: name, contentType: mediaType, content: text })),
      // No answers from machines (RFC 3834, and what Exchange reads).
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      xMailer: false,
      signal: stop.signal,
    });
    return { kind: 'sent' };
  } catch (error) {
    return stop.signal.aborted ? { kind: 'later', words: `The mail server did not answer within ${seconds} seconds.` } : outcomeOf(error);
  } finally {
    cancel();
  }
}

/**
 * Connects to the mail server, makes the connection safe and signs in, as for a mail, and sends nothing. What goes wrong is an
 * outcome, as for a mail; `sent` stands for all well.
 */
export async function tryMailServer(settings: MailSettings, { timers, greeting }: { timers: Timers; greeting: string }): Promise<Outcome> {
  const stop = new AbortController();
  const cancel = timers.after(patience.untilHandedOver, () => stop.abort());
  const transport = transportTo(settings, greeting, stop.signal);
  try {
    const late = new Promise<never>((_, reject) => stop.signal.addEventListener('abort', () => reject(new Error('late'))));
    await Promise.race([transport.verify(), late]);
    return { kind: 'sent' };
  } catch (error) {
    return stop.signal.aborted ? { kind: 'later', words: `The mail server did not answer within ${patience.untilHandedOver / 1000} seconds.` } : outcomeOf(error);
  } finally {
    cancel();
    transport.close();
  }
}

/** The way to the mail server, by a connection for each use. */
function transportTo(settings: MailSettings, greeting: string, signal: AbortSignal) {
  return createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    name: greeting,
    ...(settings.user === undefined ? {} : { auth: { user: settings.user, pass: settings.password } }),
    tls: { minVersion: 'TLSv1.2', ...(isIP(settings.host) === 0 ? { servername: settings.host } : {}) },
    getSocket: (_options, done) => void openSocket(settings, signal, done),
    connectionTimeout: patience.untilHandedOver,
    greetingTimeout: patience.untilHandedOver,
    socketTimeout: patience.untilTaken,
    socketCloseTimeout: 1000,
    maxResponseSize: 65_536,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** How an installation with this address names itself to a mail server: the name of the machine is nobody's business. */
export function greetingOf(address: string): string {
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  return host.includes('.') && !/^[\d.]+$/.test(host) ? host : '[127.0.0.1]';
}

/** Text from outside for one line of ours: no control characters, no line breaks, at most 200 characters. */
export function cleaned(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

async function openSocket(settings: MailSettings, signal: AbortSignal, opened: (...said: [Error] | [null, { connection: Socket } & Protection]) => void): Promise<void> {
  let connection: OutwardConnection;
  try {
    connection = await connectOutward({ host: settings.host, port: settings.port, allowPrivate: settings.allowPrivate, timeoutMs: patience.untilHandedOver, signal });
  } catch (error) {
    opened(error as Error);
    return;
  }
  opened(null, { connection: connection.socket, ...protection(settings, connection.loopback) });
}

interface Protection {
  requireTLS: boolean;
  ignoreTLS?: boolean;
  tls?: { rejectUnauthorized: boolean };
}

// On this machine nobody listens in between, and nobody has certificates for it.
function protection(settings: MailSettings, loopback: boolean): Protection {
  if (settings.plain) return { requireTLS: false, ignoreTLS: true };
  return loopback ? { requireTLS: false, tls: { rejectUnauthorized: false } } : { requireTLS: !settings.secure };
}

/** What nodemailer says of a failure, as far as it is read here. */
interface Failure {
  code?: unknown;
  /** The code of the system or of TLS below it. */
  originalCode?: unknown;
  command?: unknown;
  response?: unknown;
  responseCode?: unknown;
  permanent?: unknown;
  message?: unknown;
}

const tlsTrouble = /^(?:CERT_|ERR_TLS|ERR_SSL|EPROTO$|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH)/;

function outcomeOf(error: unknown): Outcome {
  if (error instanceof OutwardError) return { kind: 'later', words: error.message };
  const { code, originalCode, command, response, permanent, message } = error as Failure;
  const said = typeof response === 'string' && response !== '' ? `: ${cleaned(response)}` : '';
  // Only what concerns this mail or its receiver is final; a wrong password or sender is mended in the settings.
  if (permanent === true && (command === 'RCPT TO' || command === 'DATA')) {
    return { kind: 'never', words: command === 'DATA' ? `The mail server refused this mail${said}` : `The mail server refused this receiver${said}` };
  }
  if (code === 'ETLS' || tlsTrouble.test(String(originalCode))) return { kind: 'later', words: `No protected connection to the mail server could be made (${cleaned(String(message))}).` };
  if (code === 'EAUTH') return { kind: 'later', words: `The mail server did not accept the user or the password of the settings${said}` };
  if (said !== '') return { kind: 'later', words: `The mail server did not take this mail${said}` };
  return { kind: 'later', words: `The connection to the mail server broke (${cleaned(String(message))}).` };
}
