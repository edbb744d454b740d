import { test } from 'vitest';
import { baseLibrary } from './packs';
import { draft } from '#stages/draft/draft';
import { printDocument } from '#agreement/document/print';
import { peopleFrom } from '#agreement/words/people';
test('compiles', async () => { try { const l = baseLibrary(); console.log(l.clauses.length, l.digest); 
 const { sampleAnswers } = await import('../agreement/sample-answers.ts');
 const a = sampleAnswers(3);
 const d = draft(l, a);
 const p = printDocument(d.document, { people: peopleFrom(a) });
 let out = `# ${p.title}\n`;
 for (const s of p.sections) { out += `\n## ${s.kind === 'schedule' ? 'Schedule ' : ''}${s.number} ${s.heading.text}\n`; for (const b of s.blocks) { if (b.kind === 'table') for (const r of b.rows) out += '| ' + r.cells.map(c => c.text).join(' | ') + ' |\n'; else out += `${b.label} ${b.text}\n`; } }
 console.log(out); console.log(d.open);
 for (let i=0;i<20;i++) draft(l,a);
 const t=process.cpuUsage(); for (let i=0;i<50;i++) draft(l,a); const u=process.cpuUsage(t); console.log('draft ms', (u.user+u.system)/50000);
 const t2=process.cpuUsage(); for (let i=0;i<50;i++) printDocument(d.document); const u2=process.cpuUsage(t2); console.log('print ms', (u2.user+u2.system)/50000);
 const b = structuredClone(a); const t3=process.cpuUsage(); for (let i=0;i<50;i++) draft(l,b,{document:d.document,answers:a}); const u3=process.cpuUsage(t3); console.log('redraft ms', (u3.user+u3.system)/50000, draft(l,b,{document:d.document,answers:a}).document===d.document);
} catch (e) { console.log((e as Error).stack?.split('\n').slice(0,40).join('\n')); } });
