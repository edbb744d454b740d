import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { dataFolder } from '#doors/cli/data-folder';
import type { ExitCode } from '#doors/cli/main';
import { say } from '#doors/cli/session';
import { version } from '#doors/cli/version';
import { serve } from '#doors/http/serve';
import { openWorld } from '#world/open-world';

/** `entente serve` */
export function serveCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('serve')
    .summary('run the product in the browser')
    .description('Serves the product on this machine only. Everything is kept in one data folder.')
    .option('--port <number>', 'port on 127.0.0.1', '4321')
    .option('--data <dir>', 'data folder (default: entente-data, or $ENTENTE_DATA)')
    .addHelpText('after', '\nExample:\n  entente serve --port 8080 --data /srv/entente\n')
    .action(async (options: { port: string; data?: string }) => {
      const port = Number(options.port);
      if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InputError(`"${options.port}" is not a port.`, 'Choose a number from 1 to 65535.', '--port');
      const data = dataFolder(options.data);
      const world = await openWorld({ data });
      try {
        const running = await serve(world, port, version, (line) => process.stderr.write(`${line}\n`));
        say(`Entente is ready: ${running.address}`);
        say(`Everything is kept in ${data}. Press Ctrl+C to stop.`);
        await stopped();
        await running.close();
      } finally {
        await world.close();
      }
      finish(0);
    });
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
