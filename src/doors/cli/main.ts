import { runProgram } from '#doors/cli/program';

// A reader that stops early (`entente track x | head`) is no fault: there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

// Not awaited here: parts that are loaded later import this file, and would wait for it.
void runProgram(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
