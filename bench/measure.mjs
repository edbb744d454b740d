// CPU time of this process per run, warm: everything, ours and the peers', first runs for two seconds, so that no figure is that of a
// compiler still at work. Then the median of several rounds, so that a noisy neighbour does not decide.
export async function cpuMs(work, { warmMs = 2000, rounds = 7, roundMs = 300 } = {}) {
  let runs = 0;
  for (const start = performance.now(); performance.now() - start < warmMs || runs < 2; runs += 1) await work();
  const each = Math.max(1, Math.round(roundMs / (warmMs / runs)));
  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < each; i += 1) await work();
    const { user, system } = process.cpuUsage(before);
    rows.push((user + system) / 1000 / each);
  }
  rows.sort((a, b) => a - b);
  return rows[Math.floor(rows.length / 2)];
}
