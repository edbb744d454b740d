import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { BundlePart, BundleVerdict } from '#agreement/record/bundle';
import { readBundleHere } from '#world/bundles/read-bundle-here';

const root = join(import.meta.dirname, '..', '..');

/** The verifier that lies in every bundle. */
export const verifyMjs = join(root, 'src', 'formats', 'bundle', 'verify.mjs');

/** The verdict and, part by part, the word and the place: what every verifier must say alike. */
export const told = ({ verdict, parts }: { verdict: string; parts: readonly BundlePart[] }): string[] => [verdict, ...parts.map(({ part, word, where }) => [part, word, ...(where === undefined ? [] : [where])].join(' '))];

/** What the product says. */
export const ours = async (archive: Uint8Array, against?: Uint8Array): Promise<string[]> => told((await readBundleHere({ archive, ...(against !== undefined && { against: JSON.parse(new TextDecoder().decode(against)) as unknown }) })).verdict);

/** What verify.mjs says, run in this process: a ZIP as bytes, a folder as its path. */
export async function mjs(source: Uint8Array | string, against?: Uint8Array): Promise<string[]> {
  const { verifyBundle } = (await import(pathToFileURL(verifyMjs).href)) as { verifyBundle: (source: Buffer | string, against?: Buffer) => BundleVerdict };
  return told(verifyBundle(typeof source === 'string' ? source : Buffer.from(source), against === undefined ? undefined : Buffer.from(against)));
}

const loop = `
import json, sys
sys.path.insert(0, sys.argv[1])
from verify import verify
for path, against in json.load(sys.stdin):
    print(json.dumps(verify(path, open(against, 'rb').read() if against else None)))
`;

/** What verify.py says of several bundles, each with a checkpoint to compare or null, in one run of python3. */
export async function python(program: string, paths: readonly (readonly [path: string, against: string | null])[]): Promise<string[][]> {
  const { out, code, err } = await run(program, ['-B', '-c', loop, import.meta.dirname], JSON.stringify(paths));
  if (code !== 0) throw new Error(err);
  return out.trim().split('\n').map((line) => told(JSON.parse(line) as BundleVerdict));
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}
