import { compile, type Compiled, type PackFiles } from '#library/compile';
import type { Library } from '#library/library';

/** A clause of a made-up pack: what stands in its clause.yaml beside id and version, and its words. */
export interface LittleClause {
  yaml?: string;
  /** All of clause.yaml, where the test is about its first lines. */
  whole?: string;
  en?: string;
  fr?: string;
}

/** The files of a made-up pack; `extra` adds or replaces files by path. */
export function packOf(clauses: Readonly<Record<string, LittleClause>>, { id = 'base', extra = {}, over = false }: { id?: string; extra?: Record<string, string>; over?: boolean } = {}): PackFiles {
  const files: Record<string, string> = { 'pack.yaml': `id: ${id}\ntitle: Little pack\nversion: 1.0.0\ndate: 2026-11-01\n${over ? 'extends: base\n' : ''}licence: CC0-1.0\n` };
  for (const [name, { yaml = over ? '' : 'required: all', whole, en, fr }] of Object.entries(clauses)) {
    files[`clauses/${name}/clause.yaml`] = whole ?? `id: ${name}\nversion: 1\n${yaml}\n`;
    if (en !== undefined || !over) files[`clauses/${name}/en.md`] = en ?? `# ${name}\n\n{#a} Words of ${name}.\n`;
    if (fr !== undefined) files[`clauses/${name}/fr.md`] = fr;
  }
  return { folder: `packs/${id}`, files: { ...files, ...extra } };
}

/** Faults as `clauses/x/en.md:7 what is wrong.`, the pack's own folder left out. */
export function faultsOf(...packs: readonly PackFiles[]): string[] {
  const compiled = compile(packs);
  return compiled.ok ? [] : compiled.faults.map((fault) => `${fault.file.replace(/^packs\/base\//, '')}:${fault.line} ${fault.what}`);
}

/** The compiled library; throws with the faults where there are some. */
export function libraryFrom(...packs: readonly PackFiles[]): Library {
  const compiled: Compiled = compile(packs);
  if (!compiled.ok) throw new Error(compiled.faults.map((fault) => `${fault.file}:${fault.line} ${fault.what}`).join('\n'));
  return compiled.library;
}
