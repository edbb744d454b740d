import { posix } from 'node:path';
import { parseSync } from 'vite';
import { impureExceptions, impureGlobals, impureMembers, packageHomes, processes, type Ring, type RingName, rings, sqlHome } from './import-map.ts';

/** Which rule of the import map a file breaks. */
export type Rule =
  | 'unreadable'
  | 'no-ring'
  | 'ring'
  | 'sibling'
  | 'outside'
  | 'package'
  | 'package-home'
  | 'node'
  | 'computed-import'
  | 'process'
  | 'clock'
  | 'chance'
  | 'network'
  | 'disk'
  | 'screen'
  | 'locale of the machine'
  | 'sql';

/** One broken rule, with the sentence that says what to do about it. */
export interface Fault {
  file: string;
  line: number;
  rule: Rule;
  message: string;
}

/** A node of the syntax tree, as far as this check looks at it. */
type Node = { type: string; start: number } & Record<string, unknown>;

/** Checks one file against the import map; `file` is its path inside `src/`, with forward slashes. */
export function checkSource(file: string, source: string): Fault[] {
  const faults: Fault[] = [];
  const report = (start: number, rule: Rule, message: string): void => {
    faults.push({ file, line: source.slice(0, start).split('\n').length, rule, message });
  };
  const own = ringOf(file);
  if (own === undefined) {
    report(0, 'no-ring', `${file} is in no ring. Move it into one of ${Object.values(rings).map((ring) => `src/${ring.folder}`).join(', ')}.`);
    return faults;
  }
  const { program, errors } = parseSync(file, source, { sourceType: 'module', lang: file.endsWith('.tsx') ? 'tsx' : 'ts' });
  if (errors.length > 0) {
    report(0, 'unreadable', `${file} cannot be parsed: ${errors[0]?.message ?? ''}`);
    return faults;
  }
  const root = program as unknown as Node;
  const declared = rings[own].pure ? new Set([...namesDeclaredIn(root), ...(impureExceptions[file] ?? [])]) : new Set<string>();
  visit(root, undefined, (node, parent) => {
    for (const request of requestsOf(node)) checkImport(file, own, request, (rule, message) => report(node.start, rule, message));
    if (rings[own].pure) checkPurity(node, parent, declared, (rule, message) => report(node.start, rule, message));
    const text = textOf(node);
    if (text !== undefined && isSql(text) && !isIn(file, sqlHome)) report(node.start, 'sql', `SQL is written in src/${sqlHome} only; give the store a method for this.`);
  });
  return faults;
}

/** The ring of a path inside `src/`: the one with the longest folder that holds it. */
export function ringOf(file: string): RingName | undefined {
  const found = (Object.entries(rings) as [RingName, Ring][]).filter(([, ring]) => isIn(file, ring.folder));
  return found.sort(([, a], [, b]) => b.folder.length - a.folder.length)[0]?.[0];
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** What a node asks to import; undefined stands for a name that is only known when the program runs. */
function requestsOf(node: Node): (string | undefined)[] {
  if (['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'TSImportType'].includes(node.type)) return node['source'] == null ? [] : [literal(node['source'])];
  if (node.type === 'ImportExpression') return [literal(node['source'])];
  if (node.type === 'TSExternalModuleReference') return [literal(node['expression'])];
  const [first, second] = (node['arguments'] ?? []) as (Node | undefined)[];
  if (node.type === 'NewExpression' && (node['callee'] as Node)['name'] === 'URL' && second !== undefined && isImportMeta(second['object'])) return [literal(first)];
  if (node.type === 'CallExpression' && isImportMeta((node['callee'] as Node)['object'])) {
    const patterns = first?.type === 'ArrayExpression' ? (first['elements'] as Node[]) : [first];
    return patterns.map(literal);
  }
  return [];
}

function isImportMeta(node: unknown): boolean {
  return (node as Node | undefined)?.type === 'MetaProperty';
}

function literal(node: unknown): string | undefined {
  const value = (node as Node | undefined)?.['value'];
  return typeof value === 'string' ? value : undefined;
}

function checkImport(file: string, own: RingName, request: string | undefined, report: (rule: Rule, message: string) => void): void {
  const ring = rings[own];
  if (request === undefined) return report('computed-import', 'An import must be named in the text, so that this check can read it.');
  if (request.startsWith('node:')) {
    if (!ring.node) report('node', `${own} may not import ${request}: what it needs from the machine comes in as a value or through world.`);
    return;
  }
  if (request.startsWith('#') || request.startsWith('.')) {
    const target = request.startsWith('#') ? request.slice(1) : posix.join(posix.dirname(file), request);
    return checkOurs(file, own, target.split('?')[0] ?? target, report);
  }
  const name = packageOf(request);
  if (!ring.packages.some((allowed) => (allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : allowed === name)))
    return report('package', `${own} may not import the package ${name}; it may import ${ring.packages.join(', ')}.`);
  const home = packageHomes[name];
  if (home !== undefined && !isIn(file, home)) report('package-home', `${name} is imported in src/${home} only.`);
}

function checkOurs(file: string, own: RingName, target: string, report: (rule: Rule, message: string) => void): void {
  const other = target.startsWith('..') ? undefined : ringOf(target);
  if (other === undefined) return report('outside', `${target} is outside the rings of src/; what lies there is read through world or bundled by the build.`);
  if (processes[`${target.replace(/\.ts$/, '')}.ts`] !== undefined) return report('process', `${target} is a process of its own; start it through its pool.`);
  if (other !== own) {
    const allowed = [...rings[own].rings, ...(processes[file] ?? [])];
    if (!allowed.includes(other)) report('ring', `${own} may not import ${other}; it may import ${allowed.join(', ') || 'nothing of ours'}.`);
    return;
  }
  if (!rings[own].siblings) return;
  const [from, to] = [partOf(own, file), partOf(own, target)];
  if (from === to) return;
  if (from !== undefined && to === undefined && posix.basename(target, '.ts') !== 'index') return;
  if (from === undefined && posix.basename(file) === 'index.ts') return;
  report('sibling', `${from ?? own} may not import ${to ?? 'the list of all'}: parts of ${own} never import each other. What both need belongs to agreement${rings[own].pure ? '' : `, or into a file beside the folders of src/${rings[own].folder}`}.`);
}

/** The folder of a ring that holds a file, or undefined for a file beside the folders. */
function partOf(ring: RingName, file: string): string | undefined {
  const [first, ...rest] = file.slice(rings[ring].folder.length + 1).split('/');
  return rest.length > 0 ? first : undefined;
}

function packageOf(request: string): string {
  return request.split('/').slice(0, request.startsWith('@') ? 2 : 1).join('/');
}

function checkPurity(node: Node, parent: Node | undefined, declared: ReadonlySet<string>, report: (rule: Rule, message: string) => void): void {
  if (node.type === 'MemberExpression') {
    const object = (node['object'] as Node)['name'];
    const member = node['computed'] === true ? literal(node['property']) : (node['property'] as Node)['name'];
    const name = [`${String(object)}.${String(member)}`, `.${String(member)}`].find((each) => Object.hasOwn(impureMembers, each));
    if (name !== undefined) report(impureMembers[name] as Rule, `A pure ring may not use ${name}: take the result as a value.`);
  }
  if (node.type !== 'Identifier' || parent === undefined) return;
  const name = String(node['name']);
  if (!Object.hasOwn(impureGlobals, name) || declared.has(name) || isMereName(node, parent)) return;
  report(impureGlobals[name] as Rule, `A pure ring may not use ${name}: take what it gives as a value.`);
}

/** Whether an identifier is a member, a key or a type, not a value of that name. */
function isMereName(node: Node, parent: Node): boolean {
  if (parent.type.startsWith('TS')) return true;
  if (parent.type === 'MemberExpression') return parent['property'] === node && parent['computed'] !== true;
  return ['Property', 'PropertyDefinition', 'MethodDefinition'].includes(parent.type) && parent['key'] === node && parent['computed'] !== true && parent['shorthand'] !== true;
}

/** Names that a file declares itself anywhere: a variable, a parameter, a function, an import. */
function namesDeclaredIn(root: Node): Set<string> {
  const names = new Set<string>();
  const add = (pattern: unknown): void => {
    const node = pattern as Node | null | undefined;
    if (node === null || node === undefined) return;
    if (node.type === 'Identifier') names.add(String(node['name']));
    for (const key of ['left', 'argument', 'value', 'parameter']) if (node.type !== 'Identifier') add(node[key]);
    for (const key of ['properties', 'elements']) for (const each of (node[key] ?? []) as unknown[]) add(each);
  };
  visit(root, undefined, (node) => {
    if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') add(node['id']);
    if (/^(Arrow)?Function(Expression|Declaration)$/.test(node.type)) for (const each of node['params'] as unknown[]) add(each);
    if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) add(node['local']);
    if (node.type === 'CatchClause') add(node['param']);
  });
  return names;
}

/** The text of a string or a template, with a space for what is filled in. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return literal(node);
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as { value: { raw: string } }[]).map((part) => part.value.raw).join(' ');
}

/** Opens with a keyword in capitals or in small letters; "Select one from the list" is a sentence. */
function isSql(text: string): boolean {
  const opening = /^\s*([a-z]+|[A-Z]+)\s/.exec(text);
  return opening !== null && /^\s*(select\s[^]+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s[^]+\sset\s|delete\s+from\s|(create|drop|alter)\s+(table|index|view|trigger)\s|pragma\s)/i.test(text);
}

function visit(node: Node, parent: Node | undefined, see: (node: Node, parent: Node | undefined) => void): void {
  see(node, parent);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) visit(each, node, see);
    } else if (isNode(value)) visit(value, node, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
