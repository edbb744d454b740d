import type { Printed, PrintedBlock, PrintedSection, PrintedTable, PrintedText, Run } from '#agreement/document/print';
import { digestOfBytes } from '#agreement/record/canonical';
import { figureColumns } from '#formats/figure-columns';
import { furnitureFor, type Furniture } from '#formats/furniture';
import { style, twoColumns } from '#formats/html/style';
import type { PrintMeta } from '#formats/meta';
import { scheduleUses } from '#formats/schedule-uses';
import { signatureParts } from '#formats/signature-parts';
import { versionsOf, type PairedSection } from '#formats/versions';
import { markOf, showHidden } from '#formats/visible';

/** An agreement as one page of HTML that needs nothing else: no scripts, no addresses, ids of the nodes as anchors, user text always escaped. Pure. */
export function writeHtml(printed: Printed, meta: PrintMeta): string {
  return new Page(printed, meta).html();
}

/** What may happen on the page: its own style and nothing more. */
function policy(style: string): string {
  const hexadecimal = digestOfBytes(new TextEncoder().encode(style)).slice('sha256:'.length);
  const digest = btoa(hexadecimal.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

/** Text for the page, hidden characters shown as marks. */
function text(words: string): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
  return showHidden(escaped, (character) => `<span class="hidden">${markOf(character)}</span>`);
}

/** Text for an attribute in double quotes. */
function attribute(words: string): string {
  return showHidden(words).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

class Page {
  readonly #printed: Printed;
  readonly #meta: PrintMeta;
  readonly #words: Furniture;
  readonly #uses: ReturnType<typeof scheduleUses>;
  /** Ids that are there to be linked to. */
  readonly #there: ReadonlySet<string>;
  readonly #given = new Set<string>();

  constructor(printed: Printed, meta: PrintMeta) {
    this.#printed = printed;
    this.#meta = meta;
    this.#words = furnitureFor(printed.lang);
    this.#uses = scheduleUses(printed);
    this.#there = new Set(printed.sections.flatMap((section) => [section.id, ...section.blocks.map((block) => block.id)]));
  }

  html(): string {
    const { title, lang, sections } = this.#printed;
    const { authors = [], keywords = [], date } = this.#meta;
    const properties = [...authors.map((author) => ['author', author] as const), ...(keywords.length > 0 ? [['keywords', keywords.join(', ')] as const] : []), ['date', date] as const];
    const look = this.#printed.beside === undefined ? style : `${style}\n${twoColumns}`;
    const head = [
      '<meta charset="utf-8">',
      `<meta http-equiv="Content-Security-Policy" content="${policy(look)}">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      '<meta name="referrer" content="no-referrer">',
      ...properties.map(([name, content]) => `<meta name="${name}" content="${attribute(content)}">`),
      `<title>${text(title.replaceAll('\n', ' '))}</title>`,
      `<style>${look}</style>`,
    ];
    return `<!doctype html>\n<html lang="${attribute(lang)}">\n<head>\n${head.join('\n')}\n</head>\n<body>\n<main>\n<article>\n${[...this.#opening(), ...(versionsOf(this.#printed)?.map((paired) => this.#paired(paired)) ?? sections.map((section) => this.#section(section)))].join('\n')}\n</article>\n</main>\n</body>\n</html>\n`;
  }

  #opening(): string[] {
    const { state, version, subtitle, notice } = this.#meta;
    const words = this.#words;
    const lines = ['<header>', `<p class="state">${state === 'draft' && !version.startsWith(words.draft) ? `${words.draft}, ` : ''}${text(version)}</p>`, `<h1>${text(this.#printed.title)}</h1>`];
    if (subtitle !== undefined) lines.push(`<p class="sub">${text(subtitle)}</p>`);
    lines.push('</header>');
    if (notice !== undefined) lines.push(`<p class="note" role="note">${text(notice)}</p>`);
    if (this.#printed.sections.length > 3 && this.#meta.leaflet === undefined) lines.push(this.#contents());
    return lines;
  }

  #contents(): string {
    const entries = this.#printed.sections.map((section) => {
      const label = section.kind === 'schedule' ? `${this.#words.schedule} ${section.number}${section.heading.text === '' ? '' : ': '}` : `<span class="n">${section.number}</span>`;
      return `<li><a href="${link(section.id)}">${section.kind === 'schedule' ? `<span>${label}${text(section.heading.text)}</span>` : `${label} ${text(section.heading.text)}`}</a></li>`;
    });
    return `<nav aria-label="${attribute(this.#words.contents)}">\n<h2>${this.#words.contents}</h2>\n<ol>\n${entries.join('\n')}\n</ol>\n</nav>`;
  }

  #section(section: PrintedSection): string {
    const schedule = section.kind === 'schedule';
    const lines = [`<section${this.#id(section.id)}${schedule ? ' class="schedule"' : ''}>`];
    const heading = this.#runs(section.heading.runs);
    if (schedule) {
      lines.push(`<h2>${this.#words.schedule} ${section.number}${heading === '' ? '' : ': '}${heading}</h2>`, ...this.#used(section.id));
    } else if (section.number !== '') lines.push(`<h2 class="h"><span class="n">${section.number}</span> ${heading}</h2>`);
    else if (heading !== '') lines.push(`<h2>${heading}</h2>`);
    lines.push(...this.#blocks(section), '</section>');
    return lines.join('\n');
  }

  /** A section in two columns, row by row; what has one language only takes the whole width. */
  #paired({ section, other, rows }: PairedSection): string {
    if (other === null) return this.#section(section).replace('<section', `<section lang="${attribute(section.lang)}"`);
    const schedule = section.kind === 'schedule';
    const heading = (one: PrintedSection): string => {
      const name = schedule ? `${furnitureFor(one.lang).schedule} ${one.number}: ` : one.number === '' ? '' : `<span class="n">${one.number}</span> `;
      return `${name}${this.#runs(one.heading.runs)}`;
    };
    const both = (left: string, right: string): string => `<div class="two"><div lang="${attribute(section.lang)}">${left}</div><div lang="${attribute(other.lang)}">${right}</div></div>`;
    const hanging = section.number === '' || schedule ? '' : ' class="h"';
    const lines = [`<section${this.#id(section.id)}${schedule ? ' class="schedule"' : ''}>`, both(`<h2${hanging}>${heading(section)}</h2>`, `<h2${hanging}>${heading(other)}</h2>`)];
    if (schedule) lines.push(...this.#used(section.id));
    const words = (block: PrintedText | null): string => {
      if (block === null) return '';
      const label = block.label === '' ? '' : `<span class="n">${block.label}</span> `;
      return `<p${this.#id(block.id)}${label === '' ? '' : ` class="${block.kind === 'item' ? 'h item' : 'h'}"`}>${label}${this.#runs(block.runs)}</p>`;
    };
    for (const row of rows) {
      if (row.kind === 'pair') lines.push(both(words(row.left), words(row.right)));
      else lines.push(`<div lang="${attribute(row.lang)}">${this.#block(row.block, false, row.lang === section.lang ? section : other)}</div>`);
    }
    lines.push('</section>');
    return lines.join('\n');
  }

  #used(id: string): string[] {
    const uses = this.#uses.get(id) ?? [];
    if (uses.length === 0) return [];
    const links = uses.map((use) => `<a href="${link(use.id)}">${use.number}</a>`);
    const last = links.pop() as string;
    const list = links.length === 0 ? last : `${links.join(', ')} ${this.#words.and} ${last}`;
    return [`<p class="used">${uses.length === 1 ? this.#words.section : this.#words.sections} ${list}</p>`];
  }

  #blocks(section: PrintedSection): string[] {
    const indented = section.number !== '' && section.kind === 'clause';
    const lines: string[] = [];
    section.blocks.forEach((block, index) => {
      if (block.kind !== 'item') {
        lines.push(this.#block(block, indented, section));
        return;
      }
      if (!goesOn(section.blocks[index - 1], block)) lines.push(`<ol${indented ? ' class="in"' : ''} role="list">`);
      lines.push(`<li${this.#id(block.id)}><span class="n">${block.label}</span> ${this.#runs(block.runs)}</li>`);
      const next = section.blocks[index + 1];
      if (next === undefined || !goesOn(block, next)) lines.push('</ol>');
    });
    return lines;
  }

  #block(block: PrintedBlock, indented: boolean, section: PrintedSection): string {
    if (block.kind === 'table') return this.#table(block, section);
    if (block.kind === 'signature') return this.#signature(block);
    const words = this.#runs(block.runs);
    if (block.label !== '') return `<p${this.#id(block.id)} class="h"><span class="n">${block.label}</span> ${words}</p>`;
    return `<p${this.#id(block.id)}${indented ? ' class="in"' : ''}>${words}</p>`;
  }

  #signature(block: PrintedText): string {
    const { runs, places } = signatureParts(block);
    const fields = places.map((place) => `<div><dt>${text(place)}</dt><dd></dd></div>`);
    return `<div${this.#id(block.id)} class="sign">\n<p>${this.#runs(runs)}</p>${fields.length === 0 ? '' : `\n<dl>${fields.join('')}</dl>`}\n</div>`;
  }

  #table(table: PrintedTable, section: PrintedSection): string {
    const right = figureColumns(table);
    const first = table.rows.findIndex((row) => !row.header);
    const headers = first === -1 ? table.rows.length : first;
    const row = (cells: readonly PrintedText[], tag: 'th' | 'td'): string =>
      `<tr>${right.map((isRight, column) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}${isRight ? ' class="r"' : ''}>${this.#runs(cells[column]?.runs ?? [])}</${tag}>`).join('')}</tr>`;
    const head = table.rows.slice(0, headers).map(({ cells }) => row(cells, 'th'));
    const body = table.rows.slice(headers).map(({ cells }) => row(cells, 'td'));
    const name = section.heading.text === '' ? this.#words.table : section.heading.text;
    // A wide table moves within its own frame, which the keyboard can reach.
    return [
      `<div${this.#id(table.id)} class="scroll" role="region" aria-label="${attribute(name)}" tabindex="0">`,
      `<table>${head.length === 0 ? '' : `\n<thead>\n${head.join('\n')}\n</thead>`}${body.length === 0 ? '' : `\n<tbody>\n${body.join('\n')}\n</tbody>`}\n</table>`,
      '</div>',
    ].join('\n');
  }

  #runs(runs: readonly Run[]): string {
    return runs.map((run) => (run.strong === true ? `<strong>${this.#run(run)}</strong>` : this.#run(run))).join('');
  }

  #run(run: Run): string {
    const words = text(run.text);
    switch (run.kind) {
      case 'blank':
        return this.#blank(run.text, words);
      case 'ref':
        if (run.target === undefined || !this.#there.has(run.target)) return this.#blank(run.text, words);
        return `<a href="${link(run.target)}">${words}</a>`;
      case 'definition': {
        const quoted = /^(“|«\u00A0)(.+)(”|\u00A0»)$/s.exec(words);
        return quoted === null ? `<dfn>${words}</dfn>` : `${quoted[1]}<dfn>${quoted[2]}</dfn>${quoted[3]}`;
      }
      default:
        return run.href === undefined ? words : `<a href="${attribute(run.href)}">${words}</a>`;
    }
  }

  #blank(name: string, words: string): string {
    return `<span class="blank" role="img" aria-label="${attribute(`${this.#words.blank}: ${name.replace(/^\[|\]$/g, '')}`)}">${words}</span>`;
  }

  /** The id as an attribute; once only, as a page may hold an id once. */
  #id(id: string): string {
    if (id === '' || /\s/.test(id) || this.#given.has(id)) return '';
    this.#given.add(id);
    return ` id="${attribute(id)}"`;
  }
}

/** True for an item that belongs to the list of the one before it. */
function goesOn(before: PrintedBlock | undefined, block: PrintedBlock): boolean {
  return before?.kind === 'item' && block.kind === 'item' && block.label !== '(a)' && block.label !== '(1)';
}

function link(id: string): string {
  return `#${encodeURIComponent(id)}`;
}
