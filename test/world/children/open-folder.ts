import { writeSync } from 'node:fs';
import { InputError } from '#agreement/input-error';
import { openDataFolder } from '#world/data-folder';
import { systemClock } from '#world/store/ids';

// Opens the data folder it is given and says how that went; holds it until its input ends.
try {
  const data = await openDataFolder(process.argv[2] ?? '', systemClock);
  writeSync(1, 'open\n');
  process.stdin.resume();
  process.stdin.on('end', () => void data.close());
} catch (error) {
  writeSync(1, error instanceof InputError ? `InputError ${error.message}\n` : `other ${String(error)}\n`);
}
