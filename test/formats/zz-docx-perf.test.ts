import { test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { writeDocx } from '#formats/docx/write';
import { longAgreement, people } from './sample';
test('perf', () => {
  const docs = Array.from({ length: 60 }, (_, i) => printDocument(longAgreement(i), { people } as never));
  const json = JSON.stringify(longAgreement(0).toJSON());
  console.log('json', json.length);
  for (const [name, extra] of [['plain', {}], ['json', { agreementJson: json }]] as const) {
    for (let i = 0; i < 30; i++) writeDocx(docs[i]!, { title: 'x', lang: 'en', created: '2026-11-01T10:00:00Z', draft: true, ...extra });
    const c = process.cpuUsage(); let size = 0;
    for (let i = 0; i < 60; i++) size = writeDocx(docs[i]!, { title: 'x', lang: 'en', created: '2026-11-01T10:00:00Z', draft: true, ...extra }).length;
    const u = process.cpuUsage(c);
    console.log(name, ((u.user + u.system) / 1000 / 60).toFixed(2), 'ms', size);
  }
}, 120000);
