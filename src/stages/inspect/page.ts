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
  return { sentence: lines.slice(1).join(' ').trim(), what: part('what is wrong'), why: part('why it matters'), todo: part('what to do'), source: part('source'), silent: parts.get('stays silent') ?? '' };
}

/** The sentence of a finding in plain words. A parameter that the page asks for and the finding lacks is a fault of ours and throws. */
export function sentenceOf(finding: Finding, check: Check): string {
  return pageOf(check).sentence.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const value = finding.params[name];
    if (value === undefined) throw new Error(`${finding.code} has no parameter ${name}`);
    return String(value);
  });
}
