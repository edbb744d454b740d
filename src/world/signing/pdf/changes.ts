import { latin1, type PdfDict, type PdfRef, type PdfValue, refsIn, sameValue } from '#world/signing/pdf/values';
import { describeObject } from '#world/signing/pdf/describe';
import type { PdfObject, PdfRevision } from '#world/signing/pdf/revision';
import { nameOf } from '#world/signing/pdf/sections';
import { type SignatureField, signatureFields } from '#world/signing/pdf/signature-fields';
import { ownValidationData } from '#world/signing/pdf/validation-data';
import { writtenSince } from '#world/signing/pdf/written';

/** What a later revision of a PDF changed besides adding signatures, in sentences for people. */
export interface RevisionChanges {
  changes: string[];
  /** What may or may not be a change: a signature's picture on a page can be just that, or cover words. */
  doubts: string[];
  /** Whether something was added that lets others check signatures later (certificates, revocation answers), which alone is no change. */
  validationData: boolean;
  /** Names of the fields signed in it. */
  signed: string[];
}

const mostSentences = 30;
const signatureKeys = new Set([
  'Type', 'Filter', 'SubFilter', 'Contents', 'Cert', 'ByteRange', 'Reference', 'Changes', 'Name', 'M', 'Location', 'Reason', 'ContactInfo',
  'R', 'V', 'Prop_Build', 'Prop_AuthTime', 'Prop_AuthType',
]);
const newFieldKeys = new Set(['Type', 'Subtype', 'FT', 'T', 'TU', 'TM', 'Ff', 'V', 'Rect', 'F', 'P', 'Kids', 'Parent', 'MK', 'DA', 'AP', 'Lock', 'SV', 'M', 'NM', 'DV']);

/**
 * Compares two revisions of a file through their resolved structure. Allowed are: values for signature fields, invisible new signature
 * fields that are signed at once, the form's flags and list of fields, dates in the document information, and validation data. Anything
 * else is a change, also what nothing refers to.
 */
export function compareRevisions(before: PdfRevision, after: PdfRevision): RevisionChanges {
  return new Comparison(before, after).run();
}

class Comparison {
  readonly #before: PdfRevision;
  readonly #after: PdfRevision;
  readonly #changes: string[] = [];
  readonly #doubts: string[] = [];
  /** Object numbers whose difference or presence is accounted for. */
  readonly #allowed = new Set<number>();
  readonly #signed: string[] = [];
  #validationData = false;

  constructor(before: PdfRevision, after: PdfRevision) {
    this.#before = before;
    this.#after = after;
  }

  run(): RevisionChanges {
    const { touched, carriers, sentences } = writtenSince(this.#before, this.#after);
    this.#changes.push(...sentences);
    for (const number of carriers) this.#allowNew(number);
    this.#trailer();
    this.#fields();
    this.#form();
    this.#catalog();
    this.#information();
    for (const number of touched) if (!this.#allowed.has(number)) this.#report(number);
    this.#dangling(touched);
    return { changes: [...new Set(this.#changes)], doubts: [...new Set(this.#doubts)], validationData: this.#validationData, signed: this.#signed };
  }

  #say(sentence: string): void {
    this.#changes.push(sentence);
  }

  #allowNew(number: number): void {
    if (!this.#before.entries.has(number)) this.#allowed.add(number);
  }

  #trailer(): void {
    const own = new Set(['Prev', 'Size', 'ID', 'Type', 'W', 'Index', 'Length', 'Filter', 'DecodeParms', 'XRefStm']);
    for (const key of new Set([...this.#before.trailer.entries.keys(), ...this.#after.trailer.entries.keys()])) {
      if (own.has(key)) continue;
      const [old, now] = [this.#before.trailer.entries.get(key), this.#after.trailer.entries.get(key)];
      if (old === undefined || now === undefined || !sameValue(old, now)) this.#say(`The file's root entry /${key} was changed.`);
    }
  }

  #fields(): void {
    const old = new Map(signatureFields(this.#before).map((field) => [field.name, field]));
    for (const field of signatureFields(this.#after)) {
      const known = old.get(field.name);
      if (known === undefined) this.#newField(field);
      else if (known.number !== field.number) this.#say(`The signature field "${field.name}" was replaced.`);
      else this.#sameField(known, field);
      old.delete(field.name);
    }
    for (const name of old.keys()) this.#say(`The signature field "${name}" was removed.`);
  }

  #sameField(known: SignatureField, field: SignatureField): void {
    if (known.value !== undefined || field.value === undefined) return;
    this.#signed.push(field.name);
    this.#value(field);
    const merging = known.widgets.length === 0 && field.widgets.length === 1 && this.#rect(field.dict) === '0 0';
    for (const number of new Set([known.number, ...known.widgets])) {
      const [was, is] = [this.#plain(this.#before, number), this.#plain(this.#after, number)];
      if (was === undefined || is === undefined) continue;
      const free = new Set(number === field.number ? ['V'] : []);
      if (merging) for (const key of ['Type', 'Subtype', 'F', 'P', 'Rect', 'Kids']) free.add(key);
      if (was.entries.has('Rect')) for (const key of ['AP', 'M']) free.add(key);
      const changed = differences(was, is);
      const differing = changed.filter((key) => !free.has(key));
      if (changed.includes('AP') && this.#mayShow(is)) this.#doubts.push(picture(field.name));
      if (differing.length > 0) this.#say(`The signature field "${field.name}" was changed (${differing.map((key) => `/${key}`).join(', ')}).`);
      this.#allowed.add(number);
      this.#allowBelow(is.entries.get('AP'));
    }
  }

  /** The dictionary that is an object, unless it is a stream. */
  #plain(revision: PdfRevision, number: number): PdfDict | undefined {
    const object = revision.object(number);
    return object?.value.kind === 'dict' && object.data === undefined ? object.value : undefined;
  }

  #newField(field: SignatureField): void {
    if (field.value === undefined) {
      this.#say(`An empty signature field "${field.name}" was added.`);
      return;
    }
    this.#signed.push(field.name);
    this.#value(field);
    for (const number of new Set([field.number, ...field.widgets])) {
      const dict = this.#plain(this.#after, number);
      if (dict === undefined) continue;
      const unknown = [...dict.entries.keys()].filter((key) => !newFieldKeys.has(key));
      if (unknown.length > 0 || this.#before.entries.has(number)) this.#say(`The added signature field "${field.name}" holds more than a signature.`);
      if (nameOf(dict, 'Subtype') === 'Widget' && this.#mayShow(dict)) this.#doubts.push(picture(field.name));
      this.#allowNew(number);
      for (const key of ['AP', 'MK', 'Lock', 'SV']) this.#allowBelow(dict.entries.get(key));
      this.#page(dict.entries.get('P'), field);
    }
  }

  /** Whether a field may be seen: it takes room on a page, or its picture holds more than remarks. */
  #mayShow(dict: PdfDict): boolean {
    if (this.#rect(dict) !== '0 0') return true;
    const pictures = dict.entries.get('AP');
    if (pictures === undefined) return false;
    const appearance = this.#after.resolve(pictures);
    const normal = appearance?.kind === 'dict' && appearance.entries.size === 1 ? appearance.entries.get('N') : undefined;
    const drawing = this.#after.unpacked(normal);
    return drawing === undefined || /\S/.test(latin1(drawing).replace(/%[^\r\n]*/g, ''));
  }

  /** Width and height of a place on a page, or undefined where none is given. */
  #rect(dict: PdfDict): string | undefined {
    const rect = this.#after.get(dict, 'Rect');
    if (rect?.kind !== 'array') return undefined;
    const numbers = rect.items.map((item) => (item.kind === 'number' ? item.value : Number.NaN));
    const [left = 0, low = 0, right = 0, high = 0] = numbers;
    return left === right || low === high ? '0 0' : `${right - left} ${high - low}`;
  }

  #value({ name, value }: SignatureField): void {
    if (value === undefined) return;
    const unknown = [...value.dict.entries.keys()].filter((key) => !signatureKeys.has(key));
    if (unknown.length > 0) this.#say(`The signature "${name}" holds more than a signature (${unknown.map((key) => `/${key}`).join(', ')}).`);
    if (value.number === undefined || this.#plain(this.#after, value.number) === undefined) return;
    if (this.#before.entries.has(value.number)) this.#say(`The signature "${name}" takes the place of something else.`);
    this.#allowNew(value.number);
    for (const key of ['Prop_Build', 'Reference']) this.#allowBelow(value.dict.entries.get(key));
  }

  /** Allows the new objects below a value, and stops at those that were there before. */
  #allowBelow(value: PdfValue | undefined): void {
    const waiting = value === undefined ? [] : [...refsIn(value)];
    for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
      if (this.#before.entries.has(ref.number) || this.#allowed.has(ref.number)) continue;
      this.#allowed.add(ref.number);
      const object = this.#after.object(ref.number);
      if (object !== undefined) waiting.push(...refsIn(object.value));
    }
  }

  /** A page may gain the places of new signature fields at the end of its list of annotations. */
  #page(ref: PdfValue | undefined, field: SignatureField): void {
    if (ref?.kind !== 'ref') return;
    const [was, is] = [this.#plain(this.#before, ref.number), this.#plain(this.#after, ref.number)];
    if (was === undefined || is === undefined || nameOf(was, 'Type') !== 'Page') return;
    if (differences(was, is).some((key) => key !== 'Annots')) return;
    const old = this.#before.items(was, 'Annots');
    const now = this.#after.items(is, 'Annots');
    const added = now.slice(old.length);
    const ours = new Set(signatureFields(this.#after).filter(({ name }) => this.#signed.includes(name) || name === field.name).flatMap(({ widgets }) => widgets));
    const kept = old.every((item, n) => now[n] !== undefined && sameValue(item, now[n]));
    if (!kept || !added.every((item) => item.kind === 'ref' && ours.has(item.number) && !this.#before.entries.has(item.number))) return;
    this.#allowed.add(ref.number);
    this.#allowList(was.entries.get('Annots'), is.entries.get('Annots'));
  }

  #form(): void {
    const [was, is] = [this.#formOf(this.#before), this.#formOf(this.#after)];
    if (was === undefined || is === undefined) return;
    const differing = differences(was.dict, is.dict).filter((key) => key !== 'SigFlags' && key !== 'Fields');
    if (differing.length > 0) this.#say(`The form was changed (${differing.map((key) => `/${key}`).join(', ')}).`);
    const flags = this.#after.get(is.dict, 'SigFlags');
    if (flags !== undefined && (flags.kind !== 'number' || ![0, 1, 3].includes(flags.value))) this.#say("The form's signature flags were changed.");
    const old = this.#before.items(was.dict, 'Fields');
    const now = this.#after.items(is.dict, 'Fields');
    const signed = new Set(signatureFields(this.#after).filter(({ name }) => this.#signed.includes(name)).map(({ number }) => number));
    const added = now.slice(old.length);
    if (!old.every((item, n) => now[n] !== undefined && sameValue(item, now[n])) || !added.every((item) => item.kind === 'ref' && signed.has(item.number))) {
      this.#say("The form's list of fields was changed.");
    }
    if (was.number !== undefined && was.number === is.number) this.#allowed.add(is.number);
    this.#allowList(was.dict.entries.get('Fields'), is.dict.entries.get('Fields'));
  }

  /** A list that was compared may stand in an object of its own: the one it stood in, or a new one, but never in place of something else. */
  #allowList(was: PdfValue | undefined, is: PdfValue | undefined): void {
    if (is?.kind !== 'ref') return;
    if (was?.kind === 'ref' && was.number === is.number) this.#allowed.add(is.number);
    else this.#allowNew(is.number);
  }

  #formOf(revision: PdfRevision): { dict: PdfDict; number: number | undefined } | undefined {
    const value = revision.catalog.dict.entries.get('AcroForm');
    const dict = value?.kind === 'ref' ? this.#plain(revision, value.number) : value;
    return dict?.kind === 'dict' ? { dict, number: value?.kind === 'ref' ? value.number : undefined } : undefined;
  }

  #catalog(): void {
    const [was, is] = [this.#before.catalog, this.#after.catalog];
    const direct = is.dict.entries.get('AcroForm')?.kind === 'dict' && was.dict.entries.get('AcroForm')?.kind === 'dict';
    const differing = differences(was.dict, is.dict).filter((key) => !(key === 'AcroForm' && direct) && key !== 'DSS' && key !== 'Extensions');
    for (const key of differing) this.#say(catalogSentence(key));
    if (was.number === is.number && this.#plain(this.#after, is.number) !== undefined) this.#allowed.add(is.number);
    const extensions = is.dict.entries.get('Extensions');
    if (extensions !== undefined && [...refsIn(extensions)].length > 0) this.#say("The catalog's list of extensions was changed.");
    this.#validation(was.dict, is.dict);
  }

  /** Validation data may come and grow; what it consisted of may be rewritten only where nothing else refers to it. */
  #validation(was: PdfDict, is: PdfDict): void {
    const now = is.entries.get('DSS');
    if (now === undefined) {
      if (was.entries.has('DSS')) this.#say('The validation data was removed.');
      return;
    }
    const old = ownValidationData(this.#before, was);
    const touched = this.#allowed.size;
    for (const number of old) if (this.#rewritten(number)) this.#allowed.add(number);
    this.#allowBelow(now);
    for (const number of old) {
      const value = this.#after.object(number)?.value;
      if (value !== undefined) for (const ref of refsIn(value)) this.#allowBelow(ref);
    }
    if (this.#allowed.size > touched) this.#validationData = true;
  }

  #rewritten(number: number): boolean {
    const [was, is] = [this.#before.object(number), this.#after.object(number)];
    return was !== undefined && is !== undefined && is.data === undefined && was.place?.start !== is.place?.start;
  }

  #information(): void {
    const ref = this.#after.trailer.entries.get('Info');
    if (ref?.kind !== 'ref') return;
    const [was, is] = [this.#plain(this.#before, ref.number), this.#plain(this.#after, ref.number)];
    if (was === undefined || is === undefined) return;
    const dates = differences(was, is).every((key) => key === 'ModDate' && is.entries.get(key)?.kind === 'string');
    if (dates) this.#allowed.add(ref.number);
  }

  #report(number: number): void {
    const [was, is] = [this.#before.object(number), this.#after.object(number)];
    if (was !== undefined && is !== undefined && sameObject(was, is)) return;
    if ((was === undefined && is === undefined) || this.#changes.length > mostSentences) return;
    if (is === undefined) this.#say(`${describeObject(this.#before, number)} was removed.`);
    else if (was === undefined) this.#say(`${describeObject(this.#after, number)} was added.`);
    else this.#say(`${describeObject(this.#before, number)} was changed.`);
  }

  /** A new object must not fill a place that the earlier revision pointed at in vain. */
  #dangling(touched: ReadonlySet<number>): void {
    const fresh = new Set([...touched].filter((number) => !this.#before.entries.has(number) && this.#after.entries.has(number)));
    for (const [holder, refs] of this.#before.references()) {
      const filled = refs.find((ref: PdfRef) => fresh.has(ref.number));
      if (filled !== undefined) this.#say(`${holder === 0 ? "The file's root" : describeObject(this.#before, holder)} now shows something that was not there.`);
    }
  }
}

function picture(name: string): string {
  return `The signature "${name}" added a picture to a page after others had signed; look whether it covers words.`;
}

function differences(a: PdfDict, b: PdfDict): string[] {
  return [...new Set([...a.entries.keys(), ...b.entries.keys()])].filter((key) => {
    const [old, now] = [a.entries.get(key), b.entries.get(key)];
    return old === undefined || now === undefined || !sameValue(old, now);
  });
}

function sameObject(a: PdfObject, b: PdfObject): boolean {
  if (!sameValue(a.value, b.value) || (a.data === undefined) !== (b.data === undefined)) return false;
  return a.data === undefined || b.data === undefined || Buffer.compare(a.data, b.data) === 0;
}

function catalogSentence(key: string): string {
  const named: Readonly<Record<string, string>> = {
    Pages: 'The list of pages was replaced.', OpenAction: 'An action on opening the file was added or changed.', AA: 'An action was added or changed.',
    Names: 'The attached files or named places were replaced.', AF: 'The list of attached files was changed.', Metadata: 'The metadata was replaced.',
    OCProperties: 'Layers that can be shown or hidden were added or changed.', Outlines: 'The bookmarks were replaced.',
    AcroForm: 'The form was replaced.', StructTreeRoot: 'The reading order was replaced.',
  };
  return named[key] ?? `The catalog was changed (/${key}).`;
}

