/** The formats an agreement can be written in. */
export type FormatId = 'md' | 'html' | 'json' | 'docx' | 'pdf' | 'ics';

/** What a format is called and how its files are named and served. */
export interface Format {
  id: FormatId;
  extension: string;
  mediaType: string;
  title: string;
}

/** Every format, in the order in which people are offered them. */
export const formats: readonly Format[] = [
  { id: 'docx', extension: 'docx', mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', title: 'Word' },
  { id: 'pdf', extension: 'pdf', mediaType: 'application/pdf', title: 'PDF' },
  { id: 'html', extension: 'html', mediaType: 'text/html; charset=utf-8', title: 'Web page' },
  { id: 'md', extension: 'md', mediaType: 'text/markdown; charset=utf-8', title: 'Markdown' },
  { id: 'json', extension: 'json', mediaType: 'application/json; charset=utf-8', title: 'Data (JSON)' },
  { id: 'ics', extension: 'ics', mediaType: 'text/calendar; charset=utf-8', title: 'Calendar' },
];
