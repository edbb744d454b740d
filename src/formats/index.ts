/** The formats an agreement can be written in. */
export const formats = [
  { id: 'md', extension: 'md', mediaType: 'text/markdown; charset=utf-8', title: 'Markdown text' },
  { id: 'html', extension: 'html', mediaType: 'text/html; charset=utf-8', title: 'Web page' },
  { id: 'docx', extension: 'docx', mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', title: 'Word document' },
  { id: 'pdf', extension: 'pdf', mediaType: 'application/pdf', title: 'PDF for reading, printing and signing' },
  { id: 'json', extension: 'json', mediaType: 'application/json', title: 'Agreement as data' },
  { id: 'ics', extension: 'ics', mediaType: 'text/calendar; charset=utf-8', title: 'Calendar of dates and duties' },
] as const satisfies readonly Format[];

/** A format: its name on the command line, the ending and media type of its files, and what people call it. */
export interface Format {
  id: string;
  extension: string;
  mediaType: string;
  title: string;
}

/** The id of a format. */
export type FormatId = (typeof formats)[number]['id'];
