import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { writeDocx } from '#formats/docx/write';
import { tidemark, longAgreement, people } from './sample';
import { lists, large } from './docx-sample';
test('make', () => {
  for (const [name, doc] of [['tidemark', tidemark], ['long', longAgreement()], ['lists', lists], ['large', large]] as const) {
    const printed = printDocument(doc, { people } as never);
    writeFileSync(`/tmp/docx/${name}.docx`, writeDocx(printed, { title: printed.title, subtitle: 'Continuous nitrate sensing in tidal rivers, 1 November 2026 to 30 April 2028', version: 'Draft of 1 November 2026', lang: 'en', created: '2026-11-01T10:00:00Z', draft: true, notice: 'This draft was built from answers and rules. It gives no legal advice and is no substitute for a qualified attorney. Findings are hints; a draft without findings is not thereby fit to sign. An attorney must confirm it.' }));
  }
});
