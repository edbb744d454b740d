import type { Command } from 'commander';
import { perform } from '#operations/perform';
import { verifyFile } from '#operations/verify-file';
import type { PdfVerdict } from '#world/signing/verdict';
import { readInput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente verify FILE.pdf` */
export function verifyCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('verify')
    .summary('check a signed PDF')
    .description('Says whether a signed PDF is intact or was changed, who signed it and when.')
    .argument('<pdf>', 'signed PDF')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente verify signed-2.pdf\n  entente verify signed-2.pdf --format json\n\nExit code 1 if the file is changed, broken or not signed.\n')
    .action(async (pdf: string, options: Common) => {
      await withWorld({}, async (world) => {
        const verdict = (await perform(verifyFile, context, { file: readInput(pdf) }, world)).verdict as PdfVerdict;
        if (options.format === 'json') sayJson(verdict);
        else for (const line of words(verdict)) say(line);
        finish(!verdict.readable ? 2 : verdict.verdict === 'intact' ? 0 : 1);
      });
    });
}

function words(verdict: PdfVerdict): string[] {
  return [
    verdict.sentence,
    ...verdict.changes.map((change) => `  ${change}`),
    ...verdict.reasons.map((reason) => `  ${reason}`),
    ...verdict.signatures.flatMap((signature) => [
      `${signature.name ?? 'unknown signer'}${signature.party === undefined ? '' : ` for ${signature.party}`}, ${signature.signedAt ?? 'time not stated'}`,
      ...signature.faults.map((fault) => `  ${fault}`),
      ...(signature.slot.person !== undefined && signature.slot.person !== signature.name ? [`  The text names ${signature.slot.person} for this line.`] : []),
    ]),
    ...verdict.empty.map((field) => `Waiting for ${field.person ?? field.field}${field.party === undefined ? '' : ` for ${field.party}`}`),
    ...(verdict.signatures.length === 0 ? [] : ['The names are what the signatures state; identity was not checked. Level: simple.']),
    ...[...new Set(verdict.signatures.map((signature) => signature.certificate?.issuer ?? 'an unknown authority'))].map((issuer) => `Certificates issued by: ${issuer}. Anybody can run an authority of their own; compare it with the one you know.`),
    `This file: ${verdict.digest}`,
    ...(verdict.sealed === undefined ? [] : [`The text that was sealed: ${verdict.sealed}`]),
  ];
}
