/** The roles that somebody may have for a party, in words: what each does, in one sentence. */
export const roleWords = {
  lead: { name: 'Lead', means: (party: string) => `Speaks for ${party}: works on the text, answers clauses, sends turns, seals, and invites others.` },
  contributor: { name: 'Contributor', means: (party: string) => `Works on the text and the answers of ${party}; its lead sends them.` },
  counsel: { name: 'Counsel', means: (party: string) => `Advises ${party}: notes issues that no other party sees, and signs off the text.` },
  signatory: { name: 'Signatory', means: (party: string) => `Reads what was agreed and signs it for ${party}.` },
  reader: { name: 'Reader', means: (party: string) => `Reads along for ${party} and changes nothing.` },
} as const;

/** A role that somebody may have for a party. */
export type RoleName = keyof typeof roleWords;
