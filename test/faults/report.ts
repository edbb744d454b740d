import { type Case, lineOf } from './cases';
import type { Killed, Restart } from './kills';
import type { Cut } from './steps';
import type { Synced } from './syncs';

/* The tables of a run; empty where nothing was done. */

/** A part of the run as a whole. */
export interface Part {
  part: string;
  /** Minutes since the beginning of the run at which it began, and how many it took. */
  from: number;
  minutes: number;
  /** Load of the machine at its beginning and its end. */
  load: [number, number];
  ended: 'whole' | 'broken' | 'stopped';
}

/** What came of kills at random points. */
export function killsTable(kills: readonly Killed[]): string {
  return titled('Killed at random points', kills.map((one) => ({
    store: one.store, killed: one.kill, sequences: ofAll(one.sequences, one.asked), acknowledged: one.acknowledged, 'asked again': one.again,
    lost: one.lost.length, 'half done': one.half.length, doubled: one.doubled.length, mails: one.mails.sent, 'sent again': one.mails.repeated,
    'restart, median': median(one.restarts), longest: longest(one.restarts), 'longest of the database': longest(one.recoveries),
  })));
}

/** What came of cutting acts off. */
export function cutsTable(cuts: readonly Cut[]): string {
  return titled('Cut off at each step', cuts.map((one) => ({
    store: one.store, act: one.act, steps: one.steps, 'cut off at': ofAll(one.cuts, one.asked), states: one.states, 'asked again': one.again, lost: one.lost.length, 'half done': one.half.length, doubled: one.doubled.length,
  })));
}

/** How often writes were synchronised. */
export function syncsTable(syncs: readonly Synced[]): string {
  return titled('Synchronised to the disk (fsync, fdatasync of the log) between the beginning of a write and its acknowledgement', syncs.map(({ store, write, writes, fewest, average }) => ({ store, write, writes, fewest, average })));
}

/** Which troubles a server came through. */
export function casesTable(cases: readonly Case[]): string {
  return cases.map(lineOf).join('\n');
}

/** How long each part took, at which load. */
export function partsTable(parts: readonly Part[]): string {
  return titled('Parts', parts.map(({ part, minutes, load, ended }) => ({ part, ended, minutes: minutes.toFixed(1), 'load before, after': load.join(', ') })));
}

const ofAll = (done: number, asked: number): string | number => (done === asked ? done : `${done} of ${asked}`);

function median(restarts: readonly Restart[]): string {
  const sorted = restarts.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  return sorted.length === 0 ? '' : `${sorted[Math.floor(sorted.length / 2)]} ms`;
}

function longest(restarts: readonly Restart[]): string {
  const most = restarts.reduce<Restart | null>((found, one) => (found === null || one.milliseconds > found.milliseconds ? one : found), null);
  return most === null ? '' : `${most.milliseconds} ms at load ${most.load}`;
}

function titled(title: string, rows: readonly Record<string, string | number>[]): string {
  if (rows.length === 0) return '';
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
  const line = (cells: readonly (string | number)[]): string => cells.map((cell, index) => (typeof cell === 'number' ? String(cell).padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('  ').trimEnd();
  return [title, line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n');
}
