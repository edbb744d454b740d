import type { Command } from 'commander';
import type { BundleVerdict } from '#agreement/record/bundle';
import { perform } from '#operations/perform';
import { verifyFile } from '#operations/verify-file';
import type { CarriedCheckpoint } from '#world/signing/checkpoint-signature';
import type { PdfVerdict } from '#world/signing/verdict';
import { readInput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente verify FILE.pdf` and `entente verify BUNDLE.zip` */
export function verifyCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('verify')
    .summary('check a signed PDF or a bundle')
    .description('Says whether a signed PDF is intact or was changed, who signed it and when; of a bundle, part by part, whether it is what was written.')
    .argument('<file>', 'signed PDF, or a bundle (.zip)')
    .option('--against <file>', 'for a bundle: a checkpoint kept elsewhere (checkpoint.json of a mail or of a signed PDF)')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente verify signed-2.pdf\n  entente verify signed-2.pdf --format json\n  entente verify agreement.entente.zip --against checkpoint.json\n\nExit code 1 if the file is changed, broken or not signed; 2 if it cannot be told.\n')
    .action(async (file: string, options: Common & { against?: string }) => {
      const against = options.against === undefined ? {} : { against: new TextDecoder().decode(readInput(options.against).bytes) };
      await withWorld({}, async (world) => {
        const { checkpoint, bundle, ...result } = await perform(verifyFile, context, { file: readInput(file), ...against }, world);
        if (bundle !== undefined) {
          if (options.format === 'json') sayJson(bundle);
          else for (const line of bundleInWords(bundle)) say(line);
          return finish(({ intact: 0, broken: 1, 'cannot-tell': 2 } as const)[bundle.verdict]);
        }
        const verdict = result.verdict as PdfVerdict;
        if (options.format === 'json') sayJson({ ...verdict, ...(checkpoint !== undefined && { checkpoint }) });
        else for (const line of [...words(verdict), ...(checkpoint === undefined ? [] : [checkpointInWords(checkpoint)])]) say(line);
        finish(!verdict.readable ? 2 : verdict.verdict === 'intact' ? 0 : 1);
      });
    });
}

/** A line for each part of a bundle, and the verdict. */
function bundleInWords({ bundle, parts, verdict }: BundleVerdict): string[] {
  return [
    ...(bundle === undefined ? [] : [`${JSON.stringify(bundle.title ?? 'untitled')}, agreement ${bundle.agreement}, as ${bundle.party} read it at ${bundle.at}`]),
    ...parts.map(({ part, word, where, note }) => `  ${part.padEnd(12)} ${word.replace('-', ' ')}${where === undefined ? '' : `: ${where}`}${note === undefined ? '' : ` (${note})`}`),
    { intact: 'Intact.', broken: 'Broken: this is not what was written.', 'cannot-tell': 'It cannot be told whether this is what was written.' }[verdict],
  ];
}

/** The checkpoint that a file carries, in a line. */
function checkpointInWords(checkpoint: CarriedCheckpoint | null): string {
  if (checkpoint === null) return 'It carries a checkpoint that cannot be read.';
  const { n, at, root, installation, holds } = checkpoint;
  return `It carries checkpoint ${n} of ${at}, ${root}: its signature ${holds ? 'holds' : 'does not hold'}. It names the installation ${installation}.`;
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
