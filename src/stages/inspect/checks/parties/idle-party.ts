import type { Check } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import page from './idle-party.md';

/** PTY-006: a party has no right or duty of its own: nothing beside its name and its signature mentions it. */
export const idleParty: Check = {
  code: 'PTY-006',
  rule: 'idle-party',
  severity: 'warning',
  needs: 'draft',
  pack: 'base',
  page,
  *run(subject) {
    if (subject.parties.length < 2) return;
    const named = subject.parties.map((party) => isNamed(subject, party.shortName ?? party.legalName));
    // A text that names nobody speaks of all parties alike.
    if (!named.includes(true)) return;
    for (const [index, party] of subject.parties.entries()) {
      if (named[index] === true) continue;
      yield { place: subject.placeOfFact(`parties.${party.id}.shortName`), params: { name: party.shortName ?? party.legalName ?? party.id } };
    }
  },
};

/** Sections that name every party anyway. */
const everybody = new Set(['title-and-parties', 'signature-block', 'notices', 'roles-and-contacts']);

/** True if a section with rights and duties, or a schedule, names the party. */
function isNamed(subject: Subject, name: string | null): boolean {
  if (name === null) return true;
  const lower = name.toLowerCase();
  return subject.texts.some((text) => text.section.part !== 'front' && !everybody.has(text.section.clause) && text.text.kind !== 'signature' && text.text.kind !== 'heading' && hasWord(text.lower, lower));
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + word.length))) return true;
  }
  return false;
}
