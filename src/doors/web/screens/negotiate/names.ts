/** Names as a sentence has them: up to four, or three and how many more. */
export function namesOf(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
  return shown.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
