import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { codeOf, Looks, spanInWords, type Look } from '#world/doctor/look';

const day = 86_400_000;

/** Looks at the certificate for https: whether it is good now and for long enough, is for the address, and fits its key. */
export function lookAtTls({ cert, key }: { cert: string; key: string }, address: string | null, now: Date): Look[] {
  const on = new Looks('certificate');
  let certificate: X509Certificate;
  let secret: KeyObject;
  let chain: number;
  try {
    const pem = readFileSync(cert, 'utf8');
    chain = pem.split('-----BEGIN CERTIFICATE-----').length - 1;
    certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
  } catch (error) {
    on.wrong(`The certificate ${cert} cannot be read (${codeOf(error)}).`, 'Name a PEM file with the certificate and its chain, which the user of the program may read.');
    return on.items;
  }
  try {
    secret = createPrivateKey(readFileSync(key));
  } catch (error) {
    on.wrong(`The key ${key} cannot be read (${codeOf(error)}).`, 'Name a PEM file with the key, without a passphrase, which the user of the program may read.');
    return on.items;
  }
  if (!certificate.checkPrivateKey(secret)) on.wrong('The key is not that of the certificate.', 'Give both as they were made together.');
  lookAtDates(on, 'The certificate', certificate, now, 21 * day, 'Renew it, put the new files in the same place and restart the program.');
  if (address !== null) {
    const host = new URL(address).hostname.replace(/^\[(.*)\]$/, '$1');
    const named = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
    if (named === undefined) on.wrong(`The certificate is not for ${host} but for ${certificate.subjectAltName ?? certificate.subject}.`, 'Get one for the address that people use.');
    else on.fine(`It is for ${host}.`);
  }
  if (certificate.issuer === certificate.subject) on.look('The certificate is signed by itself, so browsers warn of it.', 'Get one from an authority that browsers know, or give everybody this one to trust.');
  else if (chain === 1) on.look('The file holds the certificate without its chain; some browsers and programs will not find the authority.', 'Use the file that holds both, which most authorities call fullchain.');
  if (process.platform !== 'win32' && (statSync(key).mode & 0o007) !== 0) on.wrong('The key can be read by every user of this machine.', `Make it private: chmod 640 ${key}`);
  return on.items;
}

/** Looks at the folder for keys: readable by the owner alone, each certificate good for long enough, each key that of its certificate. */
export function lookAtKeys(folder: string, now: Date): Look[] {
  const on = new Looks('keys');
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') on.look(`There is no folder ${folder} yet.`, 'The first start makes it; from then on it belongs into every backup.');
    else on.wrong(`The folder ${folder} cannot be read (${codeOf(error)}).`, 'Look as the user that the program runs as.');
    return on.items;
  }
  const open = process.platform === 'win32' ? [] : names.filter((name) => !name.endsWith('.crt') && (statSync(join(folder, name)).mode & 0o077) !== 0);
  if (open.length > 0) on.wrong(`Other users can read ${open.join(', ')}, so the program refuses to use them.`, `Make them private: chmod 600 ${open.map((name) => join(folder, name)).join(' ')}`);
  for (const name of names.filter((one) => one.endsWith('.pem'))) lookAtPem(on, folder, name, now);
  if (!names.includes('authority.pem') && names.includes('authority.crt')) on.wrong('The key of the authority is gone while its certificate is there.', 'Restore the folder for keys from a backup.');
  else if (!names.includes('authority.pem')) on.fine('There is no authority yet; the first seal makes it.');
  return on.items;
}

function lookAtPem(on: Looks, folder: string, name: string, now: Date): void {
  let text: string;
  try {
    text = readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    on.wrong(`${name} cannot be read (${codeOf(error)}).`, 'Look as the user that the program runs as.');
    return;
  }
  try {
    const certificate = new X509Certificate(text.slice(text.indexOf('-----BEGIN CERTIFICATE-----')));
    if (!certificate.checkPrivateKey(createPrivateKey(text))) on.wrong(`The key and the certificate in ${name} do not belong together.`, 'Restore the folder for keys from a backup.');
    // A signature needs a certificate above it for a year.
    else lookAtDates(on, `The certificate in ${name}`, certificate, now, 2 * 365 * day, 'Plan for a new installation key: signatures made after its end would not be intact.');
  } catch {
    on.wrong(`${name} does not hold a key and a certificate.`, 'Restore the folder for keys from a backup.');
  }
}

function lookAtDates(on: Looks, what: string, certificate: X509Certificate, now: Date, soon: number, next: string): void {
  const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const left = until - now.getTime();
  const last = new Date(until).toISOString().slice(0, 10);
  if (now.getTime() < from) on.wrong(`${what} is good only from ${new Date(from).toISOString().slice(0, 16)}Z on.`, 'Check the clock of this machine.');
  else if (left < 0) on.wrong(`${what} ended on ${last}, ${spanInWords(left)} ago.`, next);
  else if (left < soon) on.look(`${what} ends on ${last}, in ${spanInWords(left)}.`, next);
  else on.fine(`${what} is good until ${last}.`);
}
