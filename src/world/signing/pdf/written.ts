import { describeObject } from '#world/signing/pdf/describe';
import { PdfFault } from '#world/signing/pdf/fault';
import type { PdfRevision } from '#world/signing/pdf/revision';
import type { PdfEntry } from '#world/signing/pdf/sections';
import { isSpace } from '#world/signing/pdf/values';
import { spelled } from '#world/signing/words';

/** What was written between two revisions of a file. */
export interface Written {
  /** Numbers of the objects that were added, replaced or removed. */
  touched: Set<number>;
  /** Numbers of the objects that only carry others: cross-reference streams and object streams. */
  carriers: Set<number>;
  /** What is wrong with the writing itself. */
  sentences: string[];
}

interface Place {
  start: number;
  end: number;
}

/**
 * Reads what the later revision wrote; every byte of it must belong to an object that its cross-references list, or to a cross-reference
 * section, or be white space. A PdfFault where it is not a plain further saving.
 */
export function writtenSince(before: PdfRevision, after: PdfRevision): Written {
  const written: Written = { touched: new Set(), carriers: new Set(), sentences: [] };
  const later = after.sections.slice(0, after.sections.length - before.sections.length);
  const places: Place[] = [];
  for (const section of later) {
    if (section.hybrid || !section.closed || section.offset < before.end) throw new PdfFault('a later saving of the file is not written in the strict way', section.offset);
    const revision = section === later[0] ? after : after.earlier(section.end);
    places.push({ start: section.offset, end: section.end });
    if (section.stream !== undefined) written.carriers.add(section.stream);
    for (const [number, entry] of section.entries) {
      const old = before.entries.get(number);
      if ((entry.kind === 'free' && old === undefined) || sameEntry(old, entry)) continue;
      written.touched.add(number);
      if (entry.kind === 'offset' && entry.offset < before.end) written.sentences.push(`${describeObject(after, number)} was exchanged for something that was hidden in the file.`);
      else if (entry.kind === 'packed') {
        places.push(carrierPlace(revision, entry.stream, before.end));
        written.carriers.add(entry.stream);
      } else if (number !== section.stream) {
        const place = revision.object(number)?.place;
        if (place !== undefined) places.push(place);
      }
    }
  }
  checkGaps(after, places, before.end, written);
  return written;
}

function carrierPlace(revision: PdfRevision, stream: number, end: number): Place {
  const place = revision.object(stream)?.place;
  if (place === undefined || place.start < end) throw new PdfFault(`a later saving of the file brings back object stream ${stream}`);
  for (const [index, number] of revision.heldBy(stream).entries()) {
    const entry = revision.entries.get(number);
    if (entry?.kind !== 'packed' || entry.stream !== stream || entry.index !== index) throw new PdfFault(`object stream ${stream} holds an object that is not listed`);
  }
  return place;
}

function checkGaps(after: PdfRevision, places: readonly Place[], from: number, written: Written): void {
  let at = from;
  const onlySpace = (end: number): void => {
    while (at < end && isSpace(after.bytes[at])) at += 1;
    if (at < end) written.sentences.push(`Bytes ${spelled(at)} to ${spelled(end - 1)} were added and belong to nothing.`);
  };
  const unlike = new Map(places.map((place) => [`${place.start} ${place.end}`, place]));
  for (const place of [...unlike.values()].toSorted((a, b) => a.start - b.start)) {
    if (place.start < at) throw new PdfFault('two objects share bytes', place.start);
    onlySpace(place.start);
    at = place.end;
  }
  onlySpace(after.end);
}

function sameEntry(a: PdfEntry | undefined, b: PdfEntry): boolean {
  if (a?.kind === 'offset' && b.kind === 'offset') return a.offset === b.offset && a.generation === b.generation;
  return a?.kind === 'packed' && b.kind === 'packed' && a.stream === b.stream && a.index === b.index;
}
