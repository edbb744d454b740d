import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { InputError } from '#agreement/input-error';
import { reason } from '#doors/cli/files';
import { isSecret, nearest, secrets, settings, type Secret, type Setting, type SettingName } from '#doors/cli/settings-table';

/** What was given where, by the name of the option. */
export type Options = Readonly<Partial<Record<SettingName, string>>>;

/** The variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a setting before it is read, and where it stands: an option, a variable, or a key of the settings file. */
export interface Given {
  text: string;
  /** As people would look for it: `--mail`, `ENTENTE_MAIL`, `/etc/entente.yaml, mail`. */
  from: string;
}

/** All that was given, and the settings file it was also looked for in. */
export interface Gathered {
  file: string | null;
  given: ReadonlyMap<SettingName, Given>;
}

/** Puts together what was given: an option outranks the environment, which outranks the settings file; an empty variable counts as absent. Secrets in files of their own are read. */
export function gather(options: Options, env: Environment): Gathered {
  const optionOf = (name: SettingName): Given | undefined => (options[name] === undefined ? undefined : { text: options[name], from: `--${name}` });
  const variableOf = (name: SettingName): Given | undefined => {
    const variable = variableNamed(name);
    const text = env[variable];
    return text === undefined || text === '' ? undefined : { text, from: variable };
  };
  const named = optionOf('settings') ?? variableOf('settings');
  const usual = join(resolve((optionOf('data') ?? variableOf('data'))?.text ?? 'entente-data'), 'entente.yaml');
  const file = named === undefined ? (existsSync(usual) ? usual : null) : resolve(named.text);
  const kept = file === null ? new Map<SettingName, string>() : readSettingsFile(file, named === undefined);
  const keptOf = (name: SettingName): Given | undefined => {
    const text = kept.get(name);
    return text === undefined ? undefined : { text, from: `${file}, ${name}` };
  };
  const given = new Map<SettingName, Given>();
  for (const { name } of settings) {
    for (const of of [optionOf, variableOf, keptOf]) {
      const found = isSecret(name) ? secretAt(name, of) : of(name);
      if (found === undefined) continue;
      given.set(name, found);
      break;
    }
  }
  if (named !== undefined) given.set('settings', named);
  return { file, given };
}

/** A secret that stands somewhere, or in a file that is named there. */
function secretAt(name: Secret, of: (name: SettingName) => Given | undefined): Given | undefined {
  const itself = of(name);
  const file = of(`${name}-file`);
  if (file === undefined) return itself;
  if (itself !== undefined) throw new InputError(`${itself.from} and ${file.from} say the same thing twice.`, 'Give one of the two.', file.from);
  return { text: readSecretFile(resolve(file.text), file.from), from: `${file.from} (${file.text})` };
}

/** What a secret file says: one line. Where other users of this machine could read it, it is refused, unless it lies where containers put such files. */
function readSecretFile(file: string, from: string): string {
  const text = readWhole(file, from);
  if (!file.startsWith('/run/secrets/')) refuseOpenFile(file, 'This file holds a secret');
  const line = text.replace(/\r?\n$/, '');
  if (line === '' || /[\r\n]/.test(line)) throw new InputError('This file holds no secret of one line.', 'Write the value into it, and nothing else.', file);
  return line;
}

/** The settings of a file, by name, paths made absolute from its folder; `inDataFolder` where it lies in the data folder, which it then cannot name. What is not a setting is refused with the nearest that is. */
export function readSettingsFile(file: string, inDataFolder: boolean): Map<SettingName, string> {
  const document = parseDocument(readWhole(file, 'settings'));
  const [fault] = document.errors;
  // Without the words of the library, which quote the lines around.
  if (fault !== undefined) throw new InputError(`This is not YAML (line ${fault.linePos?.[0].line ?? 1}).`, 'Write a line "name: value" for each setting; put values with a colon, "#" or quotation marks into quotation marks.', file);
  const found: unknown = document.toJS() ?? {};
  if (typeof found !== 'object' || Array.isArray(found)) throw new InputError('This file holds no settings.', 'Write a line "name: value" for each setting.', file);
  const values = new Map<SettingName, string>();
  for (const [key, value] of Object.entries(found as object)) {
    const name = settings.find((one) => one.name === key)?.name;
    if (name === undefined || name === 'settings') throw new InputError(`"${key.slice(0, 60)}" is no setting.`, `Did you mean "${nearest(key)}"? docs/settings.md has them all.`, file);
    if (name === 'data' && inDataFolder) throw new InputError('The data folder is the one in which this file lies.', 'Take the line "data" out.', file);
    const text = textOf(value);
    if (text === undefined) throw new InputError(`The setting ${name} is neither a text nor a number.`, 'Write one value, in quotation marks where it begins with a bracket or holds a colon.', file);
    if (text !== '') values.set(name, paths.has(name) ? resolve(dirname(file), text) : text);
  }
  if (secrets.some((name) => holdsPassword(name, values.get(name)))) refuseOpenFile(file, 'This file holds a password');
  return values;
}

const paths: ReadonlySet<SettingName> = new Set(['data', 'tls-cert', 'tls-key', 'database-file', 'mail-file', 'mail-password-file']);

function textOf(value: unknown): string | undefined {
  if (value === null) return '';
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(',') : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function holdsPassword(name: Secret, text: string | undefined): boolean {
  return text !== undefined && (name === 'mail-password' || !URL.canParse(text) || new URL(text).password !== '');
}

function readWhole(file: string, from: string): string {
  try {
    if (statSync(file).size > 100_000) throw new InputError('This file is too large to hold settings.', 'Name another file.', file);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`The file ${file} cannot be read (${reason(error)}).`, 'Check its name and that this user may read it.', from);
  }
}

function refuseOpenFile(file: string, what: string): void {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0) throw new InputError(`${what} and can be read by every user of this machine.`, `Make it private with: chmod 600 ${file}`, file);
}

function variableNamed(name: SettingName): string {
  return (settings.find((one) => one.name === name) as Setting).env;
}
