import { Looks, type Look } from '#world/doctor/look';
import { greetingOf, sendBySmtp, tryMailServer } from '#world/mail/send';
import type { MailSettings } from '#world/mail/settings';
import { systemTimers } from '#world/mail/timers';
import { newId } from '#world/store/ids';

/** How the mail server is looked at. */
export interface MailToLookAt {
  settings: MailSettings | null;
  /** Whether it may be connected to. */
  network: boolean;
  /** Address of the installation. */
  address: string;
  /** Mailbox that a mail is sent to, null for none. */
  to: string | null;
}

/** Looks at the mail server: whether it can be reached, protects the connection and lets us in; sends a mail only where a mailbox is named. */
export async function lookAtMail({ settings, network, address, to }: MailToLookAt): Promise<Look[]> {
  const on = new Looks('mail');
  if (settings === null) {
    on.fine('No mail server is set up: mails wait in the outbox, and links are handed over by hand.');
    return on.items;
  }
  const where = `${settings.host}, port ${settings.port}`;
  if (settings.plain) on.look(`Mails go to ${where} without encryption (tls=none).`, 'Take tls=none out of the setting, unless the way there is protected otherwise.');
  if (!network) {
    on.fine(`${where}, not connected to.`);
    return on.items;
  }
  const ways = { timers: systemTimers, greeting: greetingOf(address) };
  const tried = await tryMailServer(settings, ways);
  if (tried.kind !== 'sent') {
    on.wrong(tried.words, 'Check the setting "mail", and that this machine may connect there. Mails wait meanwhile and are tried for three days.');
    return on.items;
  }
  on.fine(`${where} can be reached${settings.user === undefined ? '' : ' and lets us in'}.`);
  if (to === null) return on.items;
  const text = 'This mail was asked for with "entente doctor --mail-to". If you can read it, mails of this installation arrive.';
  const sent = await sendBySmtp({ id: newId(), to, at: new Date(), subject: 'Mails of this installation arrive', text, html: `<p>${text}</p>` }, settings, ways);
  if (sent.kind === 'sent') on.fine('A mail was handed over; look whether it arrives, and not as spam.');
  else on.wrong(sent.words, 'Check the sender in the setting "mail" (from=…) and what the mail server allows it.');
  return on.items;
}
