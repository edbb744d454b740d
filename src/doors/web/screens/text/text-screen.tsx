import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { printDocument, type PrintedSection } from '#agreement/document/print';
import { severities, type Severity } from '#agreement/finding';
import { peopleFrom } from '#agreement/words/people';
import { balance } from '#stages/draft/balance';
import { useAgreement } from '../../agreement-context';
import { questionHref } from '../../addresses';
import { findingsQuery, write, type FindingOut } from '../../api';
import { Downloads } from '../../components/downloads';
import { usePaperEvents } from '../../components/events';
import { Icon } from '../../components/icons';
import { SeverityShape, Sheet, type Mark, type SectionView } from '../../components/paper';
import { Play, usePlaybook } from '../../components/playbook';
import { scrollInto } from '../../components/scroll';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { useTitle } from '../../use-title';
import { Outline } from './outline';
import { OwnWords } from './own-words';
import { ProblemsPanel } from './problems-panel';
import { Proposals } from './proposals';
import { RewriteDialog } from './rewrite-dialog';
import './text.css';

type Part = 'outline' | 'text' | 'problems';

/** The draft with its problems: outline on the left, the text in the middle, what is wrong and how to mend it on the right. */
export function TextScreen(): ReactNode {
  const here = useAgreement();
  const { id, data, document: text, library, parties, sealed } = here;
  const client = useQueryClient();
  const navigate = useNavigate();
  const findings = useQuery({ ...findingsQuery(id), enabled: text !== null });
  const [chosen, setChosen] = useState<string>();
  const [rewriting, setRewriting] = useState<PrintedSection>();
  const [part, setPart] = useState<Part>('text');
  const [said, setSaid] = useState('');
  const desk = useRef<HTMLDivElement>(null);
  useTitle('Draft', data.title);

  const printed = useMemo(() => (text === null ? undefined : printDocument(text, { people: peopleFrom(data.answers) })), [text, data.answers]);
  const weighed = useMemo(() => (text === null ? { clauses: [], parties: [] } : balance(library, text, data.answers)), [library, text, data.answers]);
  const open = useMemo(() => (findings.data?.findings ?? []).filter((one) => one.setAside === null), [findings.data]);
  const setAside = useMemo(() => (findings.data?.findings ?? []).filter((one) => one.setAside !== null), [findings.data]);
  const views = useMemo(() => viewsOf(open, chosen), [open, chosen]);
  const tools = useCallback(
    (section: PrintedSection) =>
      section.kind === 'clause' && !sealed && section.part !== 'back' ? (
        <button type="button" className="rewrite-button button small no-print" onClick={() => setRewriting(section)}>
          <Icon name="pen" /> Rewrite<span className="visually-hidden"> {section.heading.text}</span>
        </button>
      ) : null,
    [sealed],
  );
  const href = useCallback((path: string) => questionHref(id, path), [id]);
  const plays = usePlaybook(id);
  const below = useCallback((section: PrintedSection) => (section.kind === 'clause' ? <Play lines={plays.get(section.id)} /> : null), [plays]);
  const links = useMemo(() => ({ href, tools, below }), [href, tools, below]);

  const refresh = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['agreement', id] });
    void client.invalidateQueries({ queryKey: ['agreements'] });
  };
  const take = useMutation({
    mutationFn: ({ finding, fix }: { finding: FindingOut; fix: number }) => write(`agreements/${id}/take-fix`, { fingerprint: finding.fingerprint, fix, ...(data.version !== null && { version: data.version }) }),
    onSuccess: async (_, { finding, fix }) => {
      await refresh();
      setSaid(`Taken: ${finding.fixes[fix]?.title ?? 'the fix'}.`);
      setChosen(undefined);
    },
  });
  const aside = useMutation({
    mutationFn: ({ finding, reason }: { finding: FindingOut; reason: string | null }) => write(`agreements/${id}/set-aside-finding`, { fingerprint: finding.fingerprint, reason }),
    onSuccess: async (_, { reason }) => {
      await refresh();
      setSaid(reason === null ? 'The problem is taken up again.' : 'The problem is set aside.');
    },
  });

  const choose = useCallback((fingerprint: string | undefined, where: 'text' | 'panel' | 'both') => {
    setChosen(fingerprint);
    if (fingerprint === undefined) return;
    const finding = open.find((one) => one.fingerprint === fingerprint);
    if (finding === undefined) return;
    if (where !== 'panel') scrollInto(desk.current, finding.place.block !== null && document.getElementById(`b-${finding.place.block}`) !== null ? `b-${finding.place.block}` : `s-${finding.place.clause ?? ''}`);
    if (where !== 'text') {
      setPart((now) => (now === 'text' && window.innerWidth < 1024 ? 'problems' : now));
      requestAnimationFrame(() => document.getElementById(`problem-${fingerprint}`)?.scrollIntoView({ block: 'nearest' }));
    }
  }, [open]);

  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      if (event.key !== 'F8' || open.length === 0) return;
      event.preventDefault();
      const at = open.findIndex((one) => one.fingerprint === chosen);
      const next = open[(at + (event.shiftKey ? (at < 0 ? 0 : -1) : 1) + open.length) % open.length];
      choose(next?.fingerprint, 'both');
      if (next !== undefined) document.getElementById(`problem-${next.fingerprint}`)?.querySelector<HTMLElement>('button')?.focus();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, [open, chosen, choose]);

  useEffect(() => {
    const target = decodeURIComponent(window.location.hash.slice(1));
    if (target === '' || printed === undefined) return;
    scrollInto(desk.current, document.getElementById(target) === null ? `s-${target}` : target);
    // Only the address that the page was opened with moves the text.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [printed === undefined]);

  usePaperEvents(desk, {
    onQuestion: (address) => void navigate({ to: address }),
    onProblem: (fingerprint) => {
      choose(fingerprint, 'panel');
      setPart('problems');
    },
  });

  const counts = countBy(open);
  const title = printed?.title ?? data.title ?? 'Agreement';
  return (
    <div className={`fit show-${part}`}>
      <TopBar name={title} parties={parties}>
        <Downloads agreement={id} />
      </TopBar>
      <StageBar id={id} phase={data.phase}>
        {phaseInWords(data.phase, data.turn)}
        {data.version === null ? '' : `, version ${data.version}`}
      </StageBar>
      <div className="part-switch no-print">
        <span className="seg" role="group" aria-label="Show">
          {(['outline', 'text', 'problems'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={part === one} onClick={() => setPart(one)}>
              {one === 'outline' ? 'Outline' : one === 'text' ? 'Text' : `Problems ${open.length}`}
            </button>
          ))}
        </span>
      </div>
      <p role="status" className="visually-hidden">
        {said}
      </p>
      {printed === undefined ? (
        <main id="main" className="page narrow">
          <h1 className="text-question">There is no text yet</h1>
          <p className="mt-2 mb-4">The text is drafted from the answers. Answer the first questions, and it stands here.</p>
          <Link className="button primary" to="/a/$id/ask" params={{ id }}>
            Answer the questions
          </Link>
        </main>
      ) : (
        <div className="work text-work">
          <Outline
            printed={printed}
            findings={open}
            balance={weighed}
            parties={parties}
            onGo={(section) => {
              setPart('text');
              requestAnimationFrame(() => scrollInto(desk.current, `s-${section}`));
            }}
          />
          <main id="main" className="desk" ref={desk} tabIndex={0} aria-label="Text of the agreement">
            <h1 className="visually-hidden">{title}</h1>
            <nav className="told-links no-print" aria-label="About this agreement">
              <Link className="link link-touch" to="/a/$id/page" params={{ id }}>
                What this means for us
              </Link>
              <Link className="link link-touch" to="/a/$id/balance" params={{ id }}>
                Balance
              </Link>
              <Link className="link link-touch" to="/a/$id/heads" params={{ id }}>
                Heads of terms
              </Link>
            </nav>
            {sealed && (
              <p className="sealed-line">
                <Icon name="lock" /> Sealed: this text cannot change any more.
              </p>
            )}
            <OwnWords
              onDone={async (words) => {
                await refresh();
                setSaid(words);
              }}
            />
            <Proposals printed={printed} onDone={refresh} />
            <div className="sheet">
              <Sheet printed={printed} links={links} views={views} notice={!sealed} state={sealed ? `Sealed text, version ${data.version ?? 1}` : `Draft ${data.version ?? 1}`} />
            </div>
          </main>
          <ProblemsPanel
            findings={open}
            setAside={setAside}
            notRun={findings.data?.notRun ?? []}
            pending={findings.isPending}
            error={findings.error ?? take.error ?? aside.error}
            again={() => void findings.refetch()}
            chosen={chosen}
            busy={take.isPending || aside.isPending}
            readOnly={sealed}
            onChoose={(fingerprint) => choose(fingerprint, 'text')}
            onTake={(finding, fix) => take.mutate({ finding, fix })}
            onSetAside={(finding, reason) => aside.mutate({ finding, reason })}
            onStep={(direction) => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8', shiftKey: direction < 0 }))}
          />
        </div>
      )}
      <footer className="status">
        <span className="row">
          <Icon name={sealed ? 'lock' : 'pen'} /> <b>{phaseInWords(data.phase, data.turn)}</b> version {data.version ?? 0}
        </span>
        {findings.isSuccess &&
          severities.map((severity) => (
            <span key={severity} className={`row ${counts[severity] === 0 ? 'none quiet' : `severity-${severity}`}`}>
              <SeverityShape severity={severity} /> {counts[severity]} {counts[severity] === 1 && severity === 'advice' ? 'note' : countWords[severity]}
            </span>
          ))}
        <span className="row ml-auto quiet">
          {data.changedAt !== null && (
            <>
              <Icon name="check" className="done" /> Saved {clock.format(new Date(data.changedAt))}
            </>
          )}
        </span>
      </footer>
      {rewriting !== undefined && (
        <RewriteDialog
          section={rewriting}
          onClose={() => setRewriting(undefined)}
          onDone={async () => {
            await refresh();
            setRewriting(undefined);
            setSaid('The clause was rewritten.');
          }}
        />
      )}
    </div>
  );
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const countWords: Readonly<Record<Severity, string>> = { error: 'block signing', warning: 'worth fixing', advice: 'notes' };

function countBy(findings: readonly FindingOut[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, advice: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

/** Where the problems are, section by section; a problem whose words cannot be told marks its heading. */
function viewsOf(findings: readonly FindingOut[], chosen: string | undefined): Map<string, SectionView> {
  const marks = new Map<string, Mark[]>();
  for (const { place, severity, fingerprint } of findings) {
    if (place.clause === null) continue;
    const block = place.block ?? `${place.clause}#heading`;
    const mark: Mark = { block, from: place.from ?? 0, to: place.to ?? (place.block === null ? 10_000 : 0), severity, problem: fingerprint };
    for (const section of new Set([place.clause, block.split(/[.#]/)[0] as string])) marks.set(section, [...(marks.get(section) ?? []), mark]);
  }
  return new Map([...marks].map(([section, list]) => [section, { marks: list, chosen: list.some((one) => one.problem === chosen) ? chosen : undefined }]));
}

