// CPU time of this process per run, after a warm-up; the median of several rounds, so that a noisy neighbour does not decide.
export async function cpuMs(work, { warm = 3, rounds = 7, runs = 5 } = {}) {
  for (let i = 0; i < warm; i += 1) await work();
  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < runs; i += 1) await work();
    const { user, system } = process.cpuUsage(before);
    rows.push((user + system) / 1000 / runs);
  }
  rows.sort((a, b) => a - b);
  return rows[Math.floor(rows.length / 2)];
}
