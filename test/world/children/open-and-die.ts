import { openDataFolder } from '#world/data-folder';
import { systemClock } from '#world/store/ids';

// Opens a data folder and kills itself when the time is asked for the nth time, which a migration does before each commit; prints "open" if it was not.
const [folder = '', last = '1'] = process.argv.slice(2);
let looks = 0;
const data = await openDataFolder(folder, () => {
  if (++looks === Number(last)) process.kill(process.pid, 'SIGKILL');
  return systemClock();
});
await data.close();
process.stdout.write('open');
