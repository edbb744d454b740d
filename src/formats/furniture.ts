/** The few words that a format adds around the agreement: page numbers, headings of lists, markings. */
export interface Furniture {
  /** The marking on a draft. */
  draft: string;
  /** Before the letter of a schedule: "Schedule" in "Schedule B: Budget". */
  schedule: string;
  /** Heading of the table of schedules, and of its columns. */
  schedules: string;
  holds: string;
  usedIn: string;
  /** "Page" and "of" in "Page 3 of 15". */
  page: string;
  of: string;
  /** Before the numbers of the sections that use a schedule, for one and for more. */
  section: string;
  sections: string;
  and: string;
  /** What a screen reader says before the name of a blank. */
  blank: string;
  /** Heading of a list of clauses. */
  contents: string;
  /** The name of a table that stands under no heading. */
  table: string;
  /** What the data file in a PDF is. */
  attached: string;
  /** Description of the attached checkpoint. */
  noted: string;
}

const english: Furniture = {
  draft: 'Draft',
  schedule: 'Schedule',
  schedules: 'Schedules',
  holds: 'What it holds',
  usedIn: 'Used in sections',
  page: 'Page',
  of: 'of',
  section: 'Section',
  sections: 'Sections',
  and: 'and',
  blank: 'Blank',
  contents: 'Contents',
  table: 'Table',
  attached: 'This agreement as data',
  noted: 'How far its history had come',
};

const french: Furniture = {
  draft: 'Projet',
  schedule: 'Annexe',
  schedules: 'Annexes',
  holds: 'Contenu',
  usedIn: 'Citée aux articles',
  page: 'Page',
  of: 'sur',
  section: 'Article',
  sections: 'Articles',
  and: 'et',
  blank: 'À compléter',
  contents: 'Sommaire',
  table: 'Tableau',
  attached: 'Le présent accord sous forme de données',
  noted: 'Le point où en était son historique',
};

/** Words by language. A language without an entry gets English ones: they are no part of the agreed text. */
const furniture: Readonly<Record<string, Furniture>> = { en: english, fr: french };

/** The words around an agreement in the language of its text. */
export function furnitureFor(lang: string): Furniture {
  return furniture[lang.split('-')[0] ?? lang] ?? english;
}
