import { build } from './build.mjs';

/** Makes dist/ fit the sources before journeys start the built program; a failed build ends the run. */
export default async function buildBeforeJourneys() {
  await build({ ifStale: true, say: (line) => process.stderr.write(`${line}\n`) });
}
