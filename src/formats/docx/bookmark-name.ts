import { digestOfBytes } from '#agreement/record/canonical';

const plain = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
const longest = 40;

/**
 * The hidden bookmark of a node id: `_e_` and the id with `-` as `_` and `.` as `__`, since Word allows letters, digits and
 * underscores only. An id that is longer than 40 characters so, or not in lower case (Word ignores case), is cut to 20
 * characters, and `___` and 14 digits of its SHA-256 make it its own again. Different ids never share a name.
 */
export function bookmarkName(id: string): string {
  const name = `_e_${id.replace(/[-.]/g, (character) => (character === '-' ? '_' : '__'))}`;
  if (plain.test(id) && name.length <= longest) return name;
  const digest = digestOfBytes(new TextEncoder().encode(id)).slice('sha256:'.length);
  return `_e_${id.replace(/[^a-zA-Z0-9]+/g, '_').slice(0, 20)}___${digest.slice(0, 14)}`;
}

/** Gives out bookmark names and numbers: each name once, also where a text holds the same id twice. */
export class Bookmarks {
  readonly #taken = new Map<string, string>();
  readonly #names = new Set<string>();
  #count = 0;

  /** Claims the bookmark of an id; the second claim of one id gets a name of its own, which no reference uses. */
  claim(id: string): string {
    let name = bookmarkName(id);
    for (let again = 2; this.#names.has(name.toLowerCase()); again += 1) name = bookmarkName(`${id}#${again}`);
    this.#names.add(name.toLowerCase());
    if (!this.#taken.has(id)) this.#taken.set(id, name);
    return name;
  }

  /** The bookmark that references to an id lead to, or undefined where no such id was claimed. */
  find(id: string): string | undefined {
    return this.#taken.get(id);
  }

  /** The start and end elements around a bookmarked stretch. */
  around(name: string, content: string): string {
    const id = (this.#count += 1);
    return `<w:bookmarkStart w:id="${id}" w:name="${name}"/>${content}<w:bookmarkEnd w:id="${id}"/>`;
  }
}
