import { runProgram } from '#doors/cli/program';

// A reader that stops early (`entente track x | head`) is no fault: there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

// An option with a password would stay in the list of processes for as long as a server runs.
if (process.argv.some((argument) => /:\/\/[^/@]*:[^/@]*@/.test(argument))) process.title = 'entente';

// Not awaited here: parts that are loaded later import this file, and would wait for it.
void runProgram(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
