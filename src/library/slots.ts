/** Formats a slot may ask for; the closed list of the library (`count` is ours: a small number in words). */
export const formats = [
  'text', 'number', 'count', 'time', 'language', 'money', 'total', 'percent', 'date', 'period', 'deadline', 'place', 'zone', 'law',
  'label', 'person', 'address', 'registry', 'party', 'party-full', 'possessive', 'others', 'actor', 'list-and', 'list-or', 'mine',
] as const;

/** Helper slots whose words depend only on how many parties there are. */
export const helpers = ['other-parties', 'each-other', 'any-other', 'all-parties', 'no-party'] as const;

/** Helper slots that name parties: they are bound to the parties and print their names or number. */
export const partyHelpers = ['parties', 'party-count'] as const;

/** What a block repeats over to list the defined terms that the agreement uses: `{item.term}` is the term, `{item.section}` where it is defined. */
export const termList = 'terms';

/** What a block's condition reads to see which clauses stand in the text: `{ is: [sections, insurance] }`. */
export const sectionList = 'sections';

/** True for a format of the closed list. */
export function isFormat(name: string): boolean {
  return (formats as readonly string[]).includes(name);
}
