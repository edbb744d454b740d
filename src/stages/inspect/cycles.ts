/** Circles of a graph, each told once: every node is walked once, so the time grows with nodes and edges only. */
export function* cycles<T>(starts: Iterable<T>, next: (node: T) => Iterable<T>): Generator<T[]> {
  const settled = new Set<T>();
  for (const start of starts) {
    if (settled.has(start)) continue;
    const path: { node: T; steps: Iterator<T> }[] = [{ node: start, steps: next(start)[Symbol.iterator]() }];
    const onPath = new Set([start]);
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const step = top.steps.next();
      if (step.done === true) {
        settled.add(top.node);
        onPath.delete(top.node);
        path.pop();
      } else if (onPath.has(step.value)) {
        yield path.slice(path.findIndex(({ node }) => node === step.value)).map(({ node }) => node);
        // What has led into a circle once is not walked again.
        for (const { node } of path) settled.add(node);
        path.length = 0;
      } else if (!settled.has(step.value)) {
        path.push({ node: step.value, steps: next(step.value)[Symbol.iterator]() });
        onPath.add(step.value);
      }
    }
  }
}
