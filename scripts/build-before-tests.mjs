import { build, told } from './build.mjs';

/** Makes dist/ fit the sources before tests start the built program or its children. */
export default async function buildBeforeTests() {
  try {
    await build({ ifStale: true, say: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    // Tests of the core need no build: while a screen is half-written they can still run. `npm test` builds in a step of its own, which must pass.
    process.stderr.write(`The build failed, so tests of the built program see an older one or none:\n${told(error)}\n`);
  }
}
