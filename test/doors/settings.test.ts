import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, settings, type SettingName } from '#doors/cli/settings';

const read = (options: Partial<Record<SettingName, string>>, env: Record<string, string> = {}) => readSettings(options, env);

describe('settings', () => {
  test('without any, this machine is served from entente-data', () =>
    expect(read({})).toEqual({ data: resolve('entente-data'), listen: { host: '127.0.0.1', port: 4321 }, address: null, tls: null, proxies: [], mail: null, signUp: 'invited', rate: 100, logRequests: false, securityContact: null }));
  test('each is an option and a variable', () => {
    const all: Record<SettingName, string> = {
      port: '80', data: 'd', listen: '0.0.0.0:443', address: 'https://entente.example', 'tls-cert': 'c.pem', 'tls-key': 'k.pem', 'trust-proxy': '10.0.0.5, 10.1.0.0/16', mail: 'smtp://mail.example?from=a@b.example', 'sign-up': 'open', rate: '0', log: 'requests', 'security-contact': 'mailto:s@b.example',
    };
    const { port: _, ...options } = all;
    const wanted = { data: resolve('d'), listen: { host: '0.0.0.0', port: 443 }, address: 'https://entente.example', tls: { cert: 'c.pem', key: 'k.pem' }, proxies: ['10.0.0.5', '10.1.0.0/16'], mail: expect.objectContaining({ host: 'mail.example', port: 587 }), signUp: 'open', rate: null, logRequests: true, securityContact: 'mailto:s@b.example' };
    expect(read(options)).toEqual(wanted);
    expect(read({}, Object.fromEntries(settings.filter(({ name }) => name !== 'port').map(({ name, env }) => [env, all[name]])))).toEqual(wanted);
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
