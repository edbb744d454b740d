import type { Command } from 'commander';
import { inWords, routesOf } from '#doors/http/routes';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente routes` */
export function routesCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('routes')
    .summary('list every address that is served, and who may')
    .description('Lists every address that the server answers, with who may call it. Everything else is answered with 404.')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente routes\n  entente routes --format json\n\nWho may: anyone; a person who is signed in; an administrator; a member or manager of the organisation that is named; or the roles of a seat in the agreement that is named.\n')
    .action(async (options: Common) => {
      await withWorld({}, async (world) => {
        const routes = routesOf(world.accounts.routes).map(({ method, path, may, summary, operation }) => ({ method, path, may, summary, ...(operation !== undefined && { operation: operation.name }) }));
        if (options.format === 'json') sayJson(routes);
        else for (const { method, path, may, summary } of routes) say(`${method.padEnd(4)}  ${path}\n      ${inWords(may)}: ${summary}`);
      });
      finish(0);
    });
}
