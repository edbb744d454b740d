import { factAt } from '#agreement/facts/table';
import type { Faults } from '#library/fault';
import type { ClauseTemplate, Inline, Library } from '#library/library';
import { formats, helpers, isFormat, partyHelpers, termList } from '#library/slots';
import type { Token } from '#library/words';

/** A reference as written: which clause holds it, what it names, and where it stands. */
export interface Reference {
  clause: string;
  inline: { ref: string };
  file: string;
  line: number;
}

/** Where a slot stands: it decides which names have a meaning there. */
export interface Scope {
  clause: ClauseTemplate;
  lang: string;
  file: string;
  terms: Library['terms'];
  faults: Faults;
  /** Gathers references, which can only be followed when all clauses are read. */
  references: Reference[];
  /** The list that the block repeats over, which gives `{item.…}` its meaning. */
  repeat: string | null;
  /** Inside a table row, where `{n}` is the number of the row. */
  table?: boolean;
  /** Inside a summary line, where the format `mine` may be used. */
  summary?: boolean;
}

/** Gives every slot of a line its meaning; anything that is not on the closed list is a fault. */
export function meaningOf(tokens: readonly Token[], line: number, scope: Scope): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    if ('text' in token) {
      if (/\d/.test(token.text)) fault(scope, line, `"${token.text.trim()}" holds a figure.`, 'Bind it to a fact with a slot; words hold no literal number, amount or date.');
      return [token.strong ? { text: token.text, strong: true } : { text: token.text }];
    }
    const inline = slotMeaning(token.braces, line, scope);
    if (inline === undefined) return [];
    return [token.strong && ('slot' in inline || 'item' in inline || 'helper' in inline) ? { ...inline, strong: true } : inline];
  });
}

function fault(scope: Scope, line: number, what: string, next: string): undefined {
  scope.faults.add(scope.file, line, what, next);
  return undefined;
}

function slotMeaning(braces: string, line: number, scope: Scope): Inline | undefined {
  const [name = '', format = null, extra] = braces.split('|').map((part) => part.trim());
  if (extra !== undefined) return fault(scope, line, `{${braces}} has two formats.`, 'Write {name|format}.');
  if (name.startsWith('ref:')) {
    const inline = { ref: reference(name.slice(4)) };
    scope.references.push({ clause: scope.clause.id, inline, file: scope.file, line });
    return inline;
  }
  if (name.startsWith('def:') || name.startsWith('term:')) return termMeaning(name, line, scope);
  if (format !== null && !isFormat(format)) return fault(scope, line, `"${format}" is not a format.`, `Use one of: ${formats.join(', ')}.`);
  if (format === 'mine' && scope.summary !== true) return fault(scope, line, 'The format "mine" picks what concerns the reader, which only a summary does.', 'Use it in a line that starts with ">", or choose another format.');
  if (name === 'n') return scope.table === true ? { count: true } : fault(scope, line, '{n} counts rows of a table or opens a list item.', 'Write "{n}. " at the start of the line.');
  if ((helpers as readonly string[]).includes(name)) {
    if (format !== null && format !== 'possessive') return fault(scope, line, `{${name}} takes no format but possessive.`, `Write {${name}} or {${name}|possessive}.`);
    return { helper: name, form: format };
  }
  if (name === 'favoured') return { favoured: format ?? 'party' };
  if ((partyHelpers as readonly string[]).includes(name) && format !== null) return fault(scope, line, `{${name}} takes no format.`, `Write {${name}}.`);
  if ((partyHelpers as readonly string[]).includes(name)) return { slot: name, path: 'parties', format: name === 'parties' ? 'list-and' : 'count' };
  if (name === 'item' || name.startsWith('item.')) {
    const field = name.slice(5);
    if (scope.repeat === null) return fault(scope, line, `{${name}} stands in a block that does not repeat.`, 'Give the block "repeat: <list>" in clause.yaml.');
    const row = itemRow(scope.repeat, field);
    if (row === undefined) return fault(scope, line, `An item of ${scope.repeat} has no field "${field}".`, 'Use a field of the facts table.');
    return { item: field, format: format ?? row };
  }
  const path = Object.hasOwn(scope.clause.slots, name) ? scope.clause.slots[name] : undefined;
  if (path === undefined) return fault(scope, line, `{${name}} is not declared.`, `Add "${name}: <fact path>" under slots in clause.yaml, or use a helper slot.`);
  return { slot: name, path, format };
}

/** The format of an item's field, or undefined where no such field exists; fields kept under the same id elsewhere count too. */
export function itemRow(repeat: string, field: string): string | undefined {
  if (repeat === termList) return field === 'term' || field === 'section' ? 'text' : undefined;
  const base = repeat === 'parties' ? 'parties.*' : repeat.startsWith('party.') ? `parties.*.${repeat.slice(6)}.*` : `${repeat}.*`;
  if (field === '') return factAt(base)?.format ?? 'text';
  if (repeat.startsWith('party.') && field === 'party') return 'party';
  const own = factAt(`${base}.${field}`);
  if (own !== undefined) return own.format;
  const group = repeat.split('.').slice(0, -1).join('.');
  const [map = '', ...rest] = field.split('.');
  return factAt([group, map, '*', ...rest].join('.'))?.format;
}

/** `confidentiality#return` → the node id `confidentiality.return`; schedules keep their name. */
function reference(target: string): string {
  return target.replace('#', '.');
}

function termMeaning(name: string, line: number, scope: Scope): Inline | undefined {
  const defines = name.startsWith('def:');
  const id = name.slice(name.indexOf(':') + 1);
  const term = Object.hasOwn(scope.terms, id) ? scope.terms[id] : undefined;
  if (term === undefined) return fault(scope, line, `The term "${id}" is not defined.`, `Add "${id}: { en: … }" under terms in the clause that defines it.`);
  if (defines && term.clause !== scope.clause.id) return fault(scope, line, `"${id}" is defined by the clause ${term.clause}.`, 'Use {term:…} here; a term has one definition.');
  const words = term.words[scope.lang];
  if (words === undefined) return fault(scope, line, `The term "${id}" has no words in ${scope.lang}.`, 'Add them under terms.');
  return { term: id, words, defines };
}
