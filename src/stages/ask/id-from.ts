/** An id from a name: small letters, digits and hyphens, at most 30 characters. */
export function idFrom(name: string, taken: readonly string[]): string {
  const base = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 26).replace(/-+$/, '') || 'party';
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}
