import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesInWords, codeOf, Looks, type Look } from '#world/doctor/look';

/** Numbers by which Linux names a file system (statfs(2)), with what they are called; `why` where locks or syncing do not hold there. */
const systems: Readonly<Record<number, { name: string; why?: string }>> = {
  0xef53: { name: 'ext4' }, 0x58465342: { name: 'XFS' }, 0x9123683e: { name: 'Btrfs' }, 0x2fc12fc1: { name: 'ZFS' }, 0xf2f52010: { name: 'F2FS' },
  0x01021994: { name: 'tmpfs', why: 'lies in memory: a power cut or a restart of the machine loses all of it' },
  0x858458f6: { name: 'ramfs', why: 'lies in memory: a power cut or a restart of the machine loses all of it' },
  0x794c7630: { name: 'overlayfs', why: 'is the layer of a container and is thrown away with it' },
  0x6969: { name: 'NFS', why: 'is on another machine, where file locks and syncing cannot be relied on' },
  0xff534d42: { name: 'CIFS', why: 'is on another machine, where file locks and syncing cannot be relied on' },
  0xfe534d42: { name: 'SMB', why: 'is on another machine, where file locks and syncing cannot be relied on' },
  0x517b: { name: 'SMB', why: 'is on another machine, where file locks and syncing cannot be relied on' },
  0x01021997: { name: '9P', why: 'belongs to the machine around this virtual one, where file locks and syncing cannot be relied on' },
  0x786f4256: { name: 'a VirtualBox share', why: 'belongs to the machine around this virtual one, where file locks and syncing cannot be relied on' },
  0x65735546: { name: 'FUSE', why: 'is served by a program, and file locks and syncing are what that program makes of them' },
  0x61756673: { name: 'aufs', why: 'is the layer of a container and is thrown away with it' },
};

/** What is known of the disk: free bytes and files, and the number of the file system. */
export interface DiskFacts {
  free: number;
  /** Files that can still be made; 0 where the file system does not count. */
  files: number;
  type: number;
}

/** Asks the system about the disk of a folder. */
export function diskOf(path: string): DiskFacts {
  const { bavail, bsize, ffree, type } = statfsSync(path);
  return { free: bavail * bsize, files: ffree, type };
}

/** Looks at the free space for a data folder and at what kind of disk it lies on; `held` is what the folder takes now, `database` whether the record lies in it. */
export function lookAtDisk(path: string, database: boolean, facts: () => DiskFacts = () => diskOf(path)): Look[] {
  const on = new Looks('disk');
  let disk: DiskFacts;
  try {
    disk = facts();
  } catch (error) {
    on.look(`The disk of ${path} cannot be looked at (${codeOf(error)}).`, 'Check it by other means: df.');
    return on.items;
  }
  const held = sizeOf(path);
  const words = `${bytesInWords(disk.free)} free, the data folder takes ${bytesInWords(held)}.`;
  if (disk.free < 50_000_000 || (disk.files > 0 && disk.files < 100)) on.wrong(words, 'Free some space now: writes will be refused. Reading goes on.');
  else if (disk.free < Math.max(1e9, database ? held / 4 : 0)) on.look(words, 'Make room before it is full: a quarter of what the folder takes, and never less than 1 GB.');
  else on.fine(words);
  if (process.platform !== 'linux') return on.items;
  const system = systems[disk.type];
  if (system === undefined) on.look(`The file system is not one that is known here (number 0x${disk.type.toString(16)}).`, 'Make sure that it is on a disk of this machine and keeps what was synced.');
  else if (system.why === undefined) on.fine(`The file system is ${system.name}.`);
  else if (database) on.wrong(`The data folder is on ${system.name}, which ${system.why}.`, 'Move it to a disk of this machine, stopped: a server that has synced a write must find it again after a power cut.');
  else on.look(`The keys are on ${system.name}, which ${system.why}.`, 'Keep a copy of the folder "keys": without it nothing is signed or mailed under this installation’s name.');
  return on.items;
}

function sizeOf(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) sum += statSync(join(folder, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}
