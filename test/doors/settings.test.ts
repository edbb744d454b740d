import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inForce } from '#doors/cli/settings-command';
import { readSettings } from '#doors/cli/settings';
import { gather } from '#doors/cli/settings-given';
import { settings, shown, type SettingName } from '#doors/cli/settings-table';

const root = mkdtempSync(join(tmpdir(), 'entente-settings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (options: Partial<Record<SettingName, string>>, env: Record<string, string> = {}) => readSettings(options, env);

describe('settings', () => {
  test('without any, this machine is served from entente-data', () =>
    expect(read({})).toEqual({ data: resolve('entente-data'), database: null, listen: { host: '127.0.0.1', port: 4321 }, address: null, tls: null, proxies: [], mail: null, signUp: 'invited', rate: 100, logRequests: false, securityContact: null }));
  test('each is an option and a variable', () => {
    const all: Partial<Record<SettingName, string>> = {
      port: '80', data: 'd', database: 'postgres://e:p@db.example/entente', listen: '0.0.0.0:443', address: 'https://entente.example', 'tls-cert': 'c.pem', 'tls-key': 'k.pem', 'trust-proxy': '10.0.0.5, 10.1.0.0/16', mail: 'smtp://u@mail.example?from=a@b.example', 'mail-password': 'p:w', 'sign-up': 'open', rate: '0', log: 'requests', 'security-contact': 'mailto:s@b.example',
    };
    const { port: _, ...options } = all;
    const wanted = { data: resolve('d'), database: 'postgres://e:p@db.example/entente', listen: { host: '0.0.0.0', port: 443 }, address: 'https://entente.example', tls: { cert: 'c.pem', key: 'k.pem' }, proxies: ['10.0.0.5', '10.1.0.0/16'], mail: expect.objectContaining({ host: 'mail.example', port: 587, user: 'u', password: 'p:w' }), signUp: 'open', rate: null, logRequests: true, securityContact: 'mailto:s@b.example' };
    expect(read(options)).toEqual(wanted);
    expect(read({}, Object.fromEntries(settings.filter(({ name }) => name !== 'port').map(({ name, env }) => [env, all[name] ?? ''])))).toEqual(wanted);
  });
  test('the option outranks the variable', () => expect(read({ port: '81' }, { ENTENTE_PORT: '80' }).listen.port).toBe(81));
  test('an empty variable is none', () => expect(read({}, { ENTENTE_PORT: '', ENTENTE_MAIL: '', ENTENTE_DATA: '' })).toMatchObject({ listen: { port: 4321 }, mail: null, data: resolve('entente-data') }));
  test('every variable begins with the name of the product', () => expect(settings.map(({ env }) => env)).toEqual(settings.map(({ name }) => `ENTENTE_${name.toUpperCase().replaceAll('-', '_')}`)));

  test.each<[string, string]>([
    ['127.0.0.1:4321', '127.0.0.1'], ['0.0.0.0:0', '0.0.0.0'], ['[::]:443', '::'], ['[::1]:80', '::1'], ['localhost:8080', 'localhost'],
  ])('listens on %s', (text, host) => expect(read({ listen: text }).listen.host).toBe(host));
  test.each<[string, string]>([
    ['https://entente.example/', 'https://entente.example'], ['https://Entente.Example:8443', 'https://entente.example:8443'], ['https://entente.example:443', 'https://entente.example'], ['http://localhost:4321', 'http://localhost:4321'],
  ])('is known as %s', (text, origin) => expect(read({ address: text }).address).toBe(origin));

  test.each<[SettingName, string]>([
    ['port', 'x'], ['port', '-1'], ['port', '65536'], ['port', '80.5'], ['port', ' 80'], ['port', '1e3'],
    ['listen', '4321'], ['listen', '0.0.0.0'], ['listen', '0.0.0.0:70000'], ['listen', '::1:80'], ['listen', 'a b:80'], ['listen', 'http://0.0.0.0:80'],
    ['address', 'entente.example'], ['address', 'https://entente.example/path'], ['address', 'https://u:p@entente.example'], ['address', 'ftp://entente.example'], ['address', 'https://entente.example?x'], ['address', 'https://entente.example#x'],
    ['trust-proxy', 'proxy.example'], ['trust-proxy', ','], ['trust-proxy', '10.0.0.0/99'],
    ['sign-up', 'yes'], ['rate', '-1'], ['rate', 'many'], ['rate', '1000000'], ['log', 'all'], ['security-contact', 'me@b.example'], ['security-contact', 'http://b.example'], ['security-contact', 'mailto:a\nExpires: x'],
    ['database', 'mysql://db.example/x'], ['database', 'db.example/x'], ['database', 'postgres://db.example'],
  ])('%s %j is refused with its name and what to write', (name, text) => {
    expect(() => read({ [name]: text })).toThrow(expect.objectContaining({ name: 'InputError', path: `--${name}`, next: expect.stringMatching(/\.$/) }));
    const { env } = settings.find((one) => one.name === name) ?? { env: '' };
    expect(() => read({}, { [env]: text })).toThrow(expect.objectContaining({ path: env }));
  });
  test('a mail server that cannot be meant is refused without its password', () => {
    const refused = () => read({ mail: 'smtp://user:hunter2@mail.example' });
    expect(refused).toThrow(expect.objectContaining({ path: '--mail' }));
    expect(refused).not.toThrow(/hunter2/);
  });
  test('a port and an address to listen on', () => expect(() => read({ port: '80', listen: '127.0.0.1:81' })).toThrow(/Both/));
  test.each<[SettingName]>([['tls-cert'], ['tls-key']])('%s alone', (name) => expect(() => read({ [name]: 'x.pem' })).toThrow(expect.objectContaining({ path: `--${name}`, what: expect.stringContaining('needs its') })));
});

describe('the settings file', () => {
  let count = 0;
  const written = (lines: string, mode = 0o600): string => {
    const file = join(root, `${++count}.yaml`);
    writeFileSync(file, lines, { mode });
    chmodSync(file, mode);
    return file;
  };
  const secret = (text: string, mode = 0o600): string => written(text, mode);

  test('is outranked by the environment, and that by an option', () => {
    const file = written('rate: 1\nsign-up: open\nlog: requests\n');
    expect(read({ settings: file, log: 'errors' }, { ENTENTE_SIGN_UP: 'invited' })).toMatchObject({ rate: 1, signUp: 'invited', logRequests: false });
    expect(read({}, { ENTENTE_SETTINGS: file })).toMatchObject({ rate: 1, signUp: 'open', logRequests: true });
  });
  test('lies in the data folder where none is named', () => {
    const data = join(root, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'entente.yaml'), 'port: 8080');
    expect(read({ data }).listen.port).toBe(8080);
    expect(read({ data, settings: written('') }).listen.port).toBe(4321);
    writeFileSync(join(data, 'entente.yaml'), 'data: elsewhere');
    expect(() => read({ data })).toThrow(/is the one in which this file lies/);
  });
  test('holds lists, numbers and paths from where it lies', () => {
    const file = written('trust-proxy: [10.0.0.5, 10.1.0.0/16]\ndata: kept\ntls-cert: c.pem\ntls-key: /k.pem\nport:\n');
    expect(read({ settings: file })).toMatchObject({ proxies: ['10.0.0.5', '10.1.0.0/16'], data: join(root, 'kept'), tls: { cert: join(root, 'c.pem'), key: '/k.pem' } });
  });
  test.each<[string, string, RegExp]>([
    ['a name that is not known', 'adress: https://x.example', /"adress" is no setting\..*Did you mean "address"/s],
    ['a name in another spelling', 'tls_cert: c.pem', /Did you mean "tls-cert"/],
    ['a name of something else', 'colour: red', /Did you mean/],
    ['a file within a file', 'settings: other.yaml', /is no setting/],
    ['what is no YAML', 'rate: 1\nmail: [', /not YAML \(line \d\)/],
    ['a name twice', 'rate: 1\nrate: 2', /not YAML \(line 2\)/],
    ['a list', '- rate', /holds no settings/],
    ['a value of several parts', 'rate: {a: 1}', /neither a text nor a number/],
  ])('%s is refused', (_, text, words) => expect(() => read({ settings: written(text) })).toThrow(words));
  test('a value that cannot be meant is refused with its place', () => {
    const file = written('rate: many');
    expect(() => read({ settings: file })).toThrow(expect.objectContaining({ path: `${file}, rate` }));
  });
  test('what it says is not repeated where it cannot be read', () => expect(() => read({ settings: written('mail: smtp://u:hunter2@mail.example\n  x: [') })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') })));
  test('a file that is not there', () => expect(() => read({ settings: join(root, 'none.yaml') })).toThrow(/there is no such file/));
  test.each(['mail: smtp://u:p@mail.example?from=a@b.example', 'mail: smtp://u@mail.example?from=a@b.example\nmail-password: p', 'database: postgres://e:p@db.example/entente'])('%s is refused in a file that all may read', (text) => {
    expect(() => read({ settings: written(text, 0o644) })).toThrow(/holds a password and can be read by every user.*chmod 600/s);
    expect(read({ settings: written(text, 0o640) })).toBeDefined();
  });
  test('one without a password may be read by all', () => expect(read({ settings: written('mail: smtp://mail.example?from=a@b.example\nrate: 3', 0o644) }).rate).toBe(3));

  test('secrets are read from files of their own', () => {
    const mail = { 'mail-file': secret('smtp://u@mail.example?from=a@b.example\n'), 'mail-password-file': secret('p w') };
    expect(read({ ...mail, 'database-file': secret('postgres://e:p@db.example/entente') })).toMatchObject({ mail: { user: 'u', password: 'p w' }, database: 'postgres://e:p@db.example/entente' });
    expect(read({}, { ENTENTE_MAIL_FILE: mail['mail-file'], ENTENTE_MAIL_PASSWORD_FILE: mail['mail-password-file'] }).mail).toMatchObject({ password: 'p w' });
    expect(read({ settings: written(`mail-file: ${mail['mail-file'].slice(root.length + 1)}\nmail-password: x`) }).mail).toMatchObject({ user: 'u', password: 'x' });
  });
  test('a value outranks a file of lower rank, and its equal is a mistake', () => {
    const file = secret('smtp://file.example?from=a@b.example');
    expect(read({ mail: 'smtp://option.example?from=a@b.example' }, { ENTENTE_MAIL_FILE: file }).mail?.host).toBe('option.example');
    expect(() => read({}, { ENTENTE_MAIL: 'smtp://a.example?from=a@b.example', ENTENTE_MAIL_FILE: file })).toThrow(/ENTENTE_MAIL and ENTENTE_MAIL_FILE say the same thing twice/);
  });
  test.each<[string, string, number]>([['all may read', 'x', 0o604], ['is empty', '', 0o600], ['has two lines', 'a\nb', 0o600]])('a secret in a file that %s is refused, unrepeated', (_, text, mode) => {
    expect(() => read({ mail: 'smtp://u@mail.example?from=a@b.example', 'mail-password-file': secret(text, mode) })).toThrow(expect.objectContaining({ name: 'InputError', what: expect.stringMatching(/secret/) }));
  });
  test('a secret file that is not there', () => expect(() => read({ 'database-file': join(root, 'none') })).toThrow(expect.objectContaining({ path: '--database-file', what: expect.stringContaining('there is no such file') })));
  test.each<[Partial<Record<SettingName, string>>, RegExp]>([
    [{ 'mail-password': 'p' }, /no mail server/],
    [{ mail: 'smtp://mail.example?from=a@b.example', 'mail-password': 'p' }, /names no user/],
    [{ mail: 'smtp://u:q@mail.example?from=a@b.example', 'mail-password': 'p' }, /holds a password already/],
  ])('%j is refused', (options, words) => expect(() => read(options)).toThrow(words));
});

describe('the settings in force', () => {
  test('say what each is and where it stands, without passwords', () => {
    const rows = inForce(gather({ mail: 'smtp://user:hunter2@mail.example?from=a@b.example', port: '0' }, { ENTENTE_DATABASE: 'postgres://e:hunter2@db.example/entente', ENTENTE_LOG: 'requests' }));
    const of = (name: SettingName) => rows.find((row) => row.name === name);
    expect(of('port')).toEqual({ name: 'port', value: '0', from: '--port' });
    expect(of('log')).toEqual({ name: 'log', value: 'requests', from: 'ENTENTE_LOG' });
    expect(of('rate')).toEqual({ name: 'rate', value: '100', from: null });
    expect(of('mail')).toMatchObject({ value: expect.stringContaining('smtp://user:…@mail.example'), from: '--mail' });
    expect(of('database')).toMatchObject({ value: 'postgres://e:…@db.example/entente' });
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });
  test.each([['mail-password', 'x', '…'], ['mail', 'no address', '…'], ['data', '/srv', '/srv']] as const)('%s %j is shown as %j', (name, text, as) => expect(shown(name, text)).toBe(as));
});

describe('docs/running.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'running.md'), 'utf8');
  test('names variables and options that there are', () => {
    const variables = new Set([...page.matchAll(/ENTENTE_[A-Z_]+/g)].map(([name]) => name));
    expect([...variables].filter((name) => !settings.some(({ env }) => env === name))).toEqual([]);
    expect(variables.size).toBeGreaterThan(4);
  });
  test('shows a settings file that is one', () => {
    const file = join(root, 'shown.yaml');
    writeFileSync(file, /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    expect(read({ settings: file })).toMatchObject({ address: 'https://entente.example', proxies: ['127.0.0.1'] });
  });
});
