import type { BundleAbout } from '#formats/bundle/write';

/** The text that explains a bundle to whoever opens it, perhaps in twenty years. */
export function readme({ title, agreement, at, party }: BundleAbout, { signed }: { signed: boolean }): string {
  return `${title ?? 'An agreement'}

This folder is the whole life of an agreement as one of its parties reads it: everything that
all parties share, and the party's own notes and drafts. Nothing private of another party is in it.

Agreement   ${agreement}
Party       ${party}
Made at     ${at}

To check it, offline and without any other program than Node.js (version 20 or newer):

    node verify.mjs

It prints one word for each part (intact, broken and where, cannot tell) and one verdict. Whoever
received this from somebody they do not trust takes verify.mjs from elsewhere, or writes one: the
format is published as docs/format.md with Entente, and uses only SHA-256, ECDSA P-256, JSON, ZIP and PEM.

What is here
    bundle.json        what this is, and the SHA-256 of every file
    events/            what happened, one event in a line, each naming the SHA-256 of the one before
    files/             texts, changes and PDFs that events name; a file's name is its SHA-256
    people.json        names behind the references to people; a person may be missing: erased, or not shown
    checkpoints.json   signed statements of how far the history had come, made while it went on
    certificates.pem   the authorities that issued the certificates of those signatures
${signed ? '    signed.pdf         the signed agreement: any PDF reader shows it and its signatures\n' : ''}    verify.mjs         checks all this

What it does not prove: who the people are (names were typed), that a clock was right, or what the
agreement means in law. Entente imports this file: entente import FILE --data DIR
`;
}
