import type { Command } from 'commander';
import type { ExitCode } from '#doors/cli/program';
import { readSettings } from '#doors/cli/settings';
import { addSettings, settingsAmong } from '#doors/cli/settings-options';

/** `entente serve` */
export function serveCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('serve').summary('run the product in the browser').description('Serves the product: on this machine only, or with a certificate or behind a trusted proxy for everybody. Everything is kept in one data folder.');
  addSettings(command)
    .addHelpText('after', '\nExamples:\n  entente serve --port 8080 --data /srv/entente\n  entente serve --settings /etc/entente.yaml\n  entente serve --listen 0.0.0.0:443 --address https://entente.example --tls-cert chain.pem --tls-key key.pem\n  entente serve --listen 0.0.0.0:4321 --address https://entente.example --trust-proxy 10.0.0.5\n')
    .action(async (options: Record<string, string>) => {
      const set = readSettings(settingsAmong(options), process.env);
      // The parts of a server take a tenth of a second to load, which every other command can do without.
      const { serve } = await import('#doors/cli/serving');
      await serve(set);
      finish(0);
    });
}
