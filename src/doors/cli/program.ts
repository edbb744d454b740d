import { Command, CommanderError } from 'commander';
import { InputError } from '#agreement/input-error';
import { ChildError } from '#world/children/child-error';
import { DamageError, StoreError } from '#world/store/store';
import { askCommand } from '#doors/cli/ask';
import { backupCommand } from '#doors/cli/backup';
import { doctorCommand } from '#doors/cli/doctor';
import { auditCommand } from '#doors/cli/audit';
import { draftCommand } from '#doors/cli/draft';
import { exportCommand } from '#doors/cli/export';
import { importCommand } from '#doors/cli/import';
import { inspectCommand } from '#doors/cli/inspect';
import { balanceCommand, headsCommand, pageCommand } from '#doors/cli/leaflets';
import { moveCommand } from '#doors/cli/move';
import { newCommand } from '#doors/cli/new';
import { packCommand } from '#doors/cli/pack';
import { listCommand } from '#doors/cli/list';
import { restoreCommand } from '#doors/cli/restore';
import { routesCommand } from '#doors/cli/routes';
import { serveCommand } from '#doors/cli/serve';
import { settingsCommand } from '#doors/cli/settings-command';
import { signCommand } from '#doors/cli/sign';
import { trackCommand } from '#doors/cli/track';
import { verifyCommand } from '#doors/cli/verify';
import { version } from '#doors/cli/version';

/** How a command ended: 0 fine, 1 findings of severity error or a failed verification, 2 unusable input, usage or environment, 3 our fault. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Runs the command line and gives the exit code; everything people read goes to the two streams. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const finish = (result: ExitCode): void => {
    code = result;
  };
  const program = new Command('entente')
    .description('From answers to a checked, signed cooperation agreement and its obligations.')
    .version(version)
    .showHelpAfterError('(entente --help lists the commands)')
    .exitOverride();
  for (const add of [newCommand, askCommand, headsCommand, draftCommand, pageCommand, balanceCommand, inspectCommand, signCommand, verifyCommand, trackCommand, listCommand, packCommand, exportCommand, importCommand, serveCommand, auditCommand, backupCommand, restoreCommand, moveCommand, settingsCommand, doctorCommand, routesCommand]) add(program, finish);
  for (const command of program.commands) command.exitOverride().showHelpAfterError(`(entente ${command.name()} --help shows examples)`);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return trouble(error);
  }
}

/** Says what went wrong, what was kept and what to do; only trouble of ours shows where it happened. */
function trouble(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InputError) {
    process.stderr.write(`${error.path === undefined ? '' : `${error.path}: `}${error.what.trimEnd()}\n${error.next}\n`);
    return 2;
  }
  if (error instanceof DamageError || (error instanceof StoreError && error.trouble === 'damaged')) {
    process.stderr.write(`${error.message}\n`);
    return 3;
  }
  if (error instanceof StoreError || error instanceof ChildError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const reference = Date.now().toString(36);
  process.stderr.write(`Something went wrong on our side (reference ${reference}).\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nPlease report it with these lines; SECURITY.md says where.\n`);
  return 3;
}
