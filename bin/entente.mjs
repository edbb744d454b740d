#!/usr/bin/env node
// Starts the program. In a checkout it first builds what is stale, so that a command always does what the sources say.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Entente needs Node 20.19 or newer; this is Node ${process.versions.node}. Install a newer Node, then try again.\n`);
  process.exit(2);
}
const { isFresh } = await import('../scripts/sources.mjs');
if (!isFresh()) {
  // In a process of its own: the tools that build take 200 MB which the program would keep.
  const { spawnSync } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, '--if-stale'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(2);
}
await import('../dist/entente.js');
