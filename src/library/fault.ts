/** Something in a pack that keeps it from compiling: where, what, and how to mend it. */
export interface Fault {
  file: string;
  line: number;
  what: string;
  next: string;
}

/** One line per fault: `packs/base/clauses/x/en.md:7 what is wrong. What to do.` */
export function faultLine(fault: Fault): string {
  return `${fault.file}:${fault.line} ${fault.what} ${fault.next}`;
}

/** Collects faults of one file. */
export class Faults {
  readonly list: Fault[] = [];

  /** Notes a fault of a file at a line (from 1). */
  add(file: string, line: number, what: string, next: string): void {
    this.list.push({ file, line, what, next });
  }
}
