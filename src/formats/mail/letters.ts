import { countInWords } from '#agreement/words/en';
import { writeNoted, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Role } from '#agreement/record/seat';
import { formatDate } from '#agreement/time/format-date';
import type { MailContent, MailKind } from '#formats/mail/content';
import { given, lineOf, ours, say, type Sentence } from '#formats/mail/say';

/** A file that goes with a mail: our own name, and its content as text. */
export interface MailFile {
  name: string;
  mediaType: string;
  text: string;
}

/** What a mail says, before it has a form. */
export interface Letter {
  /** The subject line. */
  subject: Sentence;
  /** What happened. */
  heading: Sentence;
  /** What it means and what can be done. */
  body: readonly Sentence[];
  /** Words of a person at length, and whose. */
  quote?: { by: Sentence; text: string };
  /** Lines of a list, such as dates. */
  list?: readonly Sentence[];
  /** What the link leads to. */
  button: string;
  /** What follows the link. */
  after?: readonly Sentence[];
  /** Why this reader gets it. */
  why: Sentence;
  /** What happens if the reader does nothing. */
  otherwise: Sentence;
  /** Files that go with it. */
  files?: readonly MailFile[];
}

type Of<Kind extends MailKind> = Extract<MailContent, { kind: Kind }>;

/** The letter of each kind, in English. */
const letters: { readonly [Kind in MailKind]: (mail: Of<Kind>) => Letter } = {
  invitation: ({ by, byParty, party, role, title, until }) => ({
    subject: say`${by} invites you to ${titleOf(title)}`,
    heading: byParty === null || byParty === party ? say`${by} invites you to act for ${party}` : say`${by} of ${byParty} invites you to act for ${party}`,
    body: [
      say`It is about ${titleOf(title)}. As ${ours(roleNames[role])} you would ${roleDuties[role](party)}.`,
      say`The link is for this mailbox, works once, and lasts until ${day(until)}. Opening it accepts nothing: the page shows who asks and for what, and you decide there.`,
    ],
    button: 'Look at the invitation',
    why: say`You get this because ${by} entered this mailbox in an invitation.`,
    otherwise: say`If you do nothing, the invitation ends after ${day(until)} and nothing is agreed or signed in your name.`,
  }),
  'account-invitation': ({ by, organisation, until }) => ({
    subject: organisation === null ? say`${by} invites you to Entente` : say`${by} invites you to ${organisation}`,
    heading: organisation === null ? say`${by} invites you to have an account here` : say`${by} invites you to join ${organisation}`,
    body: [
      organisation === null
        ? ours('With an account you can draft, negotiate and sign agreements.')
        : say`Members of ${organisation} can start agreements for it and take a seat in those it is a party to.`,
      say`The link is for this mailbox, works once, and lasts until ${day(until)}. Opening it accepts nothing.`,
    ],
    button: 'Look at the invitation',
    why: say`You get this because ${by} entered this mailbox in an invitation.`,
    otherwise: say`If you do nothing, the invitation ends after ${day(until)} and no account is made.`,
  }),
  turn: ({ turn, from, party, title, clauses, changed, comments, note }) => ({
    subject: say`${from} sent turn ${turn} of ${titleOf(title)}`,
    heading: say`${from} sent turn ${turn} to ${party}`,
    body: [
      turn === 1
        ? say`It is the first version of ${titleOf(title)}: ${count(clauses, 'clause')}${commentsToo(comments)}.`
        : say`In ${titleOf(title)} it changes ${changed === 0 ? ours('no words') : say`the words of ${changed} of ${count(clauses, 'clause', 'figures')}`}${commentsToo(comments)}.`,
    ],
    ...(note === null || note.trim() === '' ? {} : { quote: { by: say`${from} writes:`, text: note } }),
    button: turn === 1 ? 'Read the first version' : `Read turn ${turn}`,
    why: say`You get this because you act for ${party} in this agreement.`,
    otherwise:
      changed === 0 ? say`If you do nothing, what ${party} agreed to stays agreed.` : say`If you do nothing, nothing is agreed in the name of ${party}: the ${turn === 1 ? ours('') : ours('changed ')}clauses wait for its answer.`,
  }),
  sealed: ({ title, by, party, version, file }) => ({
    subject: say`${titleOf(title, true)} is ready to be signed`,
    heading: say`${titleOf(title, true)} is ready to be signed for ${party}`,
    body: [
      say`All parties agreed to every clause, and ${by} sealed version ${version}. Its words can no longer change without a new round.`,
      ours('The page shows the whole text first. What is signed is exactly this file, and a signatory can decline on the same page.'),
    ],
    button: 'Read and sign',
    after: [say`SHA-256 of the sealed file: ${digest(file)}`],
    why: say`You get this because you act for ${party} in this agreement.`,
    otherwise: say`If you do nothing, nothing is signed in your name and the agreement waits for ${party}.`,
  }),
  signed: ({ title, person, party, signed, of }) => ({
    subject: say`${person} signed ${titleOf(title)} for ${party}`,
    heading: say`${person} signed for ${party}`,
    body: [say`${titleOf(title, true)} has ${signed} of ${count(of, 'signature', 'figures')}.`],
    button: 'See who has signed',
    why: say`You get this because you have a seat in this agreement.`,
    otherwise: ours('You need not do anything: whoever is still to sign has a mail of their own.'),
  }),
  completed: ({ title, parties, signatures, file, checkpoint, address }) => ({
    subject: say`${titleOf(title, true)} is signed by all parties`,
    heading: say`${titleOf(title, true)} is signed by all parties`,
    body: [say`${namesOf(parties)} signed; the file has ${count(signatures, 'signature', 'figures')}. The dates and duties that follow from it are on its page.`],
    button: 'Open the signed agreement',
    after: [
      say`To check a copy of the file later, open ${ours(`${address}/verify`)} and choose it, or run "entente verify" on it without this server. No account is needed.`,
      say`SHA-256 of the sealed file that every signature names: ${digest(file)}`,
      ...(checkpoint === undefined ? [] : keepsake(checkpoint)),
    ],
    why: say`You get this because you have a seat in this agreement.`,
    otherwise: ours('If you do nothing, the agreement stays as it was signed. Keep a copy of the file.'),
    ...(checkpoint !== undefined && { files: [{ name: `checkpoint-${checkpoint.checkpoint.n}.json`, mediaType: 'application/json', text: writeNoted(checkpoint) }] }),
  }),
  declined: ({ title, person, party, reason }) => ({
    subject: say`${person} declined to sign ${titleOf(title)}`,
    heading: say`${person} declined to sign for ${party}`,
    body: [say`Without this signature ${titleOf(title)} is not complete. Signatures already given stay with the sealed file.`],
    ...(reason === null || reason.trim() === '' ? {} : { quote: { by: say`${person} writes:`, text: reason } }),
    button: 'Open the agreement',
    why: say`You get this because you have a seat in this agreement.`,
    otherwise: ours('If you do nothing, the agreement stays unsigned until the parties settle how to go on.'),
  }),
  'sign-in-link': ({ minutes }) => ({
    subject: ours('Your link to sign in'),
    heading: ours('Sign in to Entente'),
    body: [say`The link works once, within ${time(minutes)}. The page asks you to press a button before it signs you in.`],
    button: 'Sign in',
    why: ours('You get this because somebody asked for a link for this mailbox.'),
    otherwise: ours('If it was not you, do nothing: nobody gets in without the link, and it ends by itself. Do not pass it on.'),
  }),
  reset: ({ minutes }) => ({
    subject: ours('Choose a new password'),
    heading: ours('Choose a new password'),
    body: [say`The link works once, within ${time(minutes)}.`],
    button: 'Choose a password',
    why: ours('You get this because somebody said that the password of this mailbox was forgotten.'),
    otherwise: ours('If you do nothing, your password stays as it is and the link ends by itself. Do not pass it on.'),
  }),
  'verify-email': ({ minutes }) => ({
    subject: ours('Confirm this mailbox'),
    heading: ours('Confirm that this mailbox is yours'),
    body: [say`The link works once, within ${time(minutes)}.`],
    button: 'Confirm this mailbox',
    why: ours('You get this because somebody gave this mailbox as theirs.'),
    otherwise: ours('If you do nothing, it is not used for signing in and gets no further mail of this kind.'),
  }),
  reminder: ({ title, party, dates }) => {
    const passed = dates.filter((date) => date.passed).length;
    const next = dates.find((date) => !date.passed) ?? dates[0];
    const more = dates.length - 30;
    return {
      subject: say`${day(next?.on ?? '')}: ${dates.length === 1 ? ours('a date') : count(dates.length, 'date')} of ${party} in ${titleOf(title)}`,
      heading: say`${dates.length === 1 ? ours('A date') : capital(count(dates.length, 'date'))} of ${party} in ${titleOf(title)}`,
      body: passed === 0 ? [] : [say`${capital(count(passed, 'date'))} ${passed === 1 ? ours('has') : ours('have')} passed without a report.`],
      list: [
        ...dates.slice(0, 30).map(({ on, what, clause, passed }) => say`${day(on)}${passed ? ours(', passed') : ours('')}: ${given(what, 200)}${clause === null ? ours('') : say` (clause ${clause})`}`),
        ...(more > 0 ? [say`and ${more} more`] : []),
      ],
      button: 'Open the dates',
      why: say`You get this because you act for ${party} in this agreement.`,
      otherwise: ours('If you do nothing, the page goes on showing these as not reported. Report there what was done.'),
    };
  },
};

/** The letter that a mail is made of. Pure. */
export function letterOf(mail: MailContent): Letter {
  return (letters[mail.kind] as (mail: MailContent) => Letter)(mail);
}

const roleNames: Readonly<Record<Role, string>> = { lead: 'lead', contributor: 'contributor', counsel: 'counsel', signatory: 'signatory', reader: 'reader' };

const roleDuties: Readonly<Record<Role, (party: string) => Sentence>> = {
  lead: (party) => say`speak for ${party}: work on the text, answer clauses, send turns and bring in others`,
  contributor: (party) => say`work on the text and the answers of ${party}; its lead sends them`,
  counsel: (party) => say`advise ${party}: note issues that only ${party} sees, and sign off the text`,
  signatory: (party) => say`read what was agreed and sign it for ${party}`,
  reader: (party) => say`read along for ${party}`,
};

function titleOf(title: string | null, first = false): Sentence {
  if (title === null || title.trim() === '') return ours(first ? 'An agreement without a title' : 'an agreement without a title');
  return [...ours('“'), ...given(title, 120), ...ours('”')];
}

function day(date: string): Sentence {
  return ours(formatDate(date, 'en'));
}

function count(n: number, noun: string, form: 'words' | 'figures' = 'words'): Sentence {
  return ours(`${form === 'words' && n > 0 ? countInWords(n) : n} ${noun}${n === 1 ? '' : 's'}`);
}

function capital(sentence: Sentence): Sentence {
  const line = lineOf(sentence);
  return ours(line.charAt(0).toUpperCase() + line.slice(1));
}

function commentsToo(comments: number): Sentence {
  return comments === 0 ? ours('') : say`, with ${count(comments, 'comment')}`;
}

function namesOf(names: readonly string[]): Sentence {
  const shown = names.slice(0, 20).map((name) => say`${name}`);
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, say`${rest} more`] : shown;
  return all.flatMap((name, index) => (index === 0 ? name : [...ours(index === all.length - 1 ? ' and ' : ', '), ...name]));
}

/** What to keep of a checkpoint, and what for. */
function keepsake({ checkpoint: { n, at, root, signature } }: NotedCheckpoint): Sentence[] {
  return [
    say`Checkpoint ${n} of its history, signed by this installation at ${ours(at)}: ${digest(root)}`,
    say`Signature of the checkpoint: ${ours(signature)}`,
    ours('Keep this mail with its attached file. Whoever rewrote the history on the server later could not make one that fits them; "entente audit --against" with that file shows it.'),
  ];
}

/** A digest as people compare it; what is not one is shown as a plain name. */
function digest(text: string): Sentence {
  return /^(sha256:)?[0-9a-f]{64}$/.test(text) ? ours(text.replace('sha256:', '')) : say`${text}`;
}

function time(minutes: number): Sentence {
  if (minutes % 1440 === 0) return count(minutes / 1440, 'day', 'figures');
  return minutes % 60 === 0 ? count(minutes / 60, 'hour', 'figures') : count(minutes, 'minute', 'figures');
}
