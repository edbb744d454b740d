import { type MailContent, type MailLinks, readMail } from '#formats/mail/content';
import { letterOf, type Letter, type MailFile } from '#formats/mail/letters';
import { plainNote, shortened } from '#formats/mail/plain';
import { lineOf, type Sentence } from '#formats/mail/say';
import { style } from '#formats/mail/style';

/** A mail ready to be sent: a subject line, the same words as text and as a page, and files that go with them. */
export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
  files: readonly MailFile[];
}

/**
 * Writes a mail. What people gave is made plain (`plain.ts`) and escaped, the only addresses in it are `link` and those under `address`,
 * and the page needs nothing but itself. Throws where `link` is not ours. Pure.
 */
export function writeMail(mail: MailContent): WrittenMail {
  const { address, link } = mail;
  if (!/^https?:\/\/[^\s/<>"]+$/.test(address) || !/^\/[^\s<>"]*$/.test(link.slice(address.length)) || !link.startsWith(address)) {
    throw new Error('A mail leads to an address of this installation only.');
  }
  const letter = letterOf(mail);
  const host = address.replace(/^https?:\/\//, '');
  const note = letter.quote === undefined ? '' : plainNote(letter.quote.text);
  return { subject: shortened(lineOf(letter.subject), 200), text: textOf(letter, note, link, host), html: pageOf(letter, note, link, host), files: letter.files ?? [] };
}

/** Writes a mail from what the outbox kept of it. Throws where that is not a mail of this kind. */
export function writeKeptMail(kind: string, kept: unknown, links: MailLinks): WrittenMail {
  return writeMail(readMail(kind, kept, links));
}

function textOf({ heading, body, quote, list = [], button, after = [], why, otherwise }: Letter, note: string, link: string, host: string): string {
  const paragraphs = [
    lineOf(heading),
    ...body.map(lineOf),
    // Every line of a quotation is marked, so that none can pass for a line of ours.
    ...(quote === undefined || note === '' ? [] : [`${lineOf(quote.by)}\n${note.split('\n').map((line) => `> ${line}`.trimEnd()).join('\n')}`]),
    ...(list.length === 0 ? [] : [list.map((line) => `- ${lineOf(line)}`).join('\n')]),
    `${button}:\n${link}`,
    ...after.map(lineOf),
    `${lineOf(why)} ${lineOf(otherwise)}`,
    `Entente at ${host}`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function pageOf({ subject, heading, body, quote, list = [], button, after = [], why, otherwise }: Letter, note: string, link: string, host: string): string {
  const lines = [
    `<h1>${html(heading)}</h1>`,
    ...body.map((sentence) => `<p>${html(sentence)}</p>`),
    ...(quote === undefined || note === '' ? [] : [`<p class="by">${html(quote.by)}</p>`, `<blockquote><p dir="auto">${escaped(note)}</p></blockquote>`]),
    ...(list.length === 0 ? [] : [`<ul>\n${list.map((line) => `<li>${html(line)}</li>`).join('\n')}\n</ul>`]),
    `<p><a class="go" href="${escaped(link)}">${escaped(button)}</a></p>`,
    `<p class="quiet">Or copy this address: <a href="${escaped(link)}">${escaped(link)}</a></p>`,
    ...after.map((sentence) => `<p class="quiet">${html(sentence)}</p>`),
    `<footer class="quiet">\n<p>${html(why)} ${html(otherwise)}</p>\n<p>Entente at ${escaped(host)}</p>\n</footer>`,
  ];
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">',
    `<title>${escaped(lineOf(subject))}</title>`,
    `<style>\n${style}\n</style>`,
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n<main>\n${lines.join('\n')}\n</main>\n</body>\n</html>\n`;
}

/** A sentence for the page; what people gave keeps its own direction and cannot turn ours around. */
function html(sentence: Sentence): string {
  return sentence.map(({ text, given }) => (given ? `<bdi>${escaped(text)}</bdi>` : escaped(text))).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
