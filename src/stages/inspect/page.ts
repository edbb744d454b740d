import type { Finding } from '#agreement/finding';
import type { Check } from '#stages/inspect/check';

/** The page of a check, read: the sentence people see, and the parts that explain it. */
export interface Page {
  /** Opens the page; `{name}` is filled from the finding's params. */
  sentence: string;
  what: string;
  why: string;
  todo: string;
  source: string;
  silent: string;
  /** Words for values of params: `problem=none` → “no party answers for it”. */
  words: ReadonlyMap<string, string>;
}

const pages = new WeakMap<Check, Page>();

/** The page of a check. A page without its parts is a fault of ours and throws. */
export function pageOf(check: Check): Page {
  let page = pages.get(check);
  if (page === undefined) {
    page = readPage(check.page, check.code);
    pages.set(check, page);
  }
  return page;
}

function readPage(text: string, code: string): Page {
  const [head = '', ...sections] = text.split(/^## /m);
  const parts = new Map(sections.map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end).trim().toLowerCase(), section.slice(end + 1).trim()] as const;
  }));
  const lines = head.trim().split('\n');
  if (!(lines[0] ?? '').startsWith(`# ${code} `)) throw new Error(`the page of ${code} must open with "# ${code} <rule>"`);
  const part = (name: string): string => {
    const body = parts.get(name);
    if (body === undefined) throw new Error(`the page of ${code} has no section "${name}"`);
    return body;
  };
  return { sentence: lines.slice(1).join(' ').trim(), what: part('what is wrong'), why: part('why it matters'), todo: part('what to do'), source: part('source'), silent: parts.get('stays silent') ?? '', words: readWords(parts.get('words') ?? '') };
}

/** Lines `- name=value: words` of the section “Words”. */
function readWords(part: string): ReadonlyMap<string, string> {
  return new Map([...part.matchAll(/^- ([a-zA-Z]+=[a-z-]+): (.+)$/gm)].map((match) => [match[1] as string, match[2] as string]));
}

/**
 * The sentence of a finding in plain words: the page's sentence with the params in it. A value for which the page has words
 * prints as these words, which may hold params themselves. A param that is missing is a fault of ours and throws.
 */
export function sentenceOf(finding: Finding, check: Check): string {
  const { sentence, words } = pageOf(check);
  const fill = (template: string, deep: boolean): string =>
    template.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
      const value = finding.params[name];
      if (value === undefined) throw new Error(`${finding.code} has no parameter ${name}`);
      const said = deep ? words.get(`${name}=${value}`) : undefined;
      return said === undefined ? String(value) : fill(said, false);
    });
  const filled = fill(sentence, true);
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}
