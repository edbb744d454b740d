/**
 * One order for what stands in either of two versions that grew from one: theirs, unless only mine changed the order of what was
 * there before. What stands in one alone follows what it followed there, or comes first. Names do not repeat within a list.
 */
export function mergeOrder(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  const leading = keepsOrder(base, theirs) && !keepsOrder(base, mine) ? mine : theirs;
  const following = leading === mine ? theirs : mine;
  const known = new Set(leading);
  // What has no place yet, by the name that it follows; '' stands for the start, as no name is empty.
  const behind = new Map<string, string[]>();
  let last = '';
  for (const name of following) {
    if (known.has(name)) last = name;
    else {
      const row = behind.get(last);
      if (row === undefined) behind.set(last, [name]);
      else row.push(name);
    }
  }
  return [...(behind.get('') ?? []), ...leading.flatMap((name) => [name, ...(behind.get(name) ?? [])])];
}

/** True if what stands in both lists stands in the same order. */
function keepsOrder(base: readonly string[], list: readonly string[]): boolean {
  const places = new Map(base.map((name, index) => [name, index]));
  let last = -1;
  for (const name of list) {
    const place = places.get(name);
    if (place === undefined) continue;
    if (place < last) return false;
    last = place;
  }
  return true;
}
