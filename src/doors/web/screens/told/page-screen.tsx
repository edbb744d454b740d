import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '#agreement/document/print';
import { openInWords, pageHeadings, pageKinds, pageNotice, placeInWords, unreadNotice, type PageDuty, type PageLine, type PagePlace, type PartyPage } from '#stages/draft/party-page';
import { useAgreement } from '../../agreement-context';
import { questionHref } from '../../addresses';
import { read, write } from '../../api';
import { momentInWords } from '../../components/dates';
import { Icon } from '../../components/icons';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { NoText, ToldFrame } from './told-frame';

interface PageOut {
  page: PartyPage;
  parties: { id: string; name: string }[];
  own: boolean;
  version: number;
  understood: { by: string; at: string; version: number; turn: number; current: boolean }[];
}

/** What the agreement means for one party, line by line with the section that says so, and the confirmation of having understood it. */
export function PageScreen(): ReactNode {
  const { id, data, document: text } = useAgreement();
  const { party } = useSearch({ from: '/a/$id/page' });
  const navigate = useNavigate();
  const client = useQueryClient();
  const told = useQuery({ queryKey: ['agreement', id, 'page', party ?? ''], queryFn: () => read<PageOut>(`agreements/${id}/read-party-page`, party === undefined ? {} : { party }), enabled: text !== null });
  const confirm = useMutation({
    mutationFn: (page: PartyPage) => write(`agreements/${id}/confirm-page`, { party: page.party, digest: page.digest }),
    onSettled: () => client.invalidateQueries({ queryKey: ['agreement', id, 'page'] }),
  });
  const page = told.data?.page;
  const ours = told.data?.own === true && data.party !== 'local';
  const title = page === undefined ? 'What this means for us' : ours ? 'What this means for us' : `What this means for ${page.name}`;
  useTitle(title, data.title);
  const about = page === undefined ? '' : [`${page.name}. ${page.about}`, openInWords(page.open.length)].filter((one) => one !== '').join('; ');
  const choose =
    (told.data?.parties.length ?? 0) < 2 ? null : (
      <label className="flex items-center gap-2">
        <span className="text-small quiet whitespace-nowrap">Page of</span>
        <select className="input filter-input told-party" value={page?.party ?? ''} onChange={(event) => void navigate({ to: '/a/$id/page', params: { id }, search: { party: event.target.value } })}>
          {told.data?.parties.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <ToldFrame title={title} about={about} file={{ leaflet: 'party-page', ...(page !== undefined && { party: page.party }) }} tools={choose}>
      {text === null && <NoText />}
      {told.isError && <Trouble error={told.error} again={() => void told.refetch()} title="The page cannot be shown" />}
      {told.isPending && text !== null && <Waiting what="Gathering what it means" lines={10} />}
      {page !== undefined && (
        <>
          <article className="card told-page" aria-label={page.title}>
            <div className="told-parts">
              {pageKinds.map((kind) => (
                <Parts key={kind} page={page} kind={kind} />
              ))}
              {page.unread.length > 0 && (
                <section className="told-part">
                  <h2>{pageHeadings.unread}</h2>
                  <p className="text-small quiet">{unreadNotice}</p>
                  <ul>
                    {page.unread.map((place) => (
                      <li key={place.clause}>
                        {place.heading} <Place place={place} />
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </div>
            <p className="told-end text-small quiet">{pageNotice}</p>
          </article>
          <Confirm out={told.data as PageOut} role={data.role} busy={confirm.isPending} onConfirm={() => confirm.mutate(page)} />
          {confirm.isError && <Trouble error={confirm.error} title="Nothing was recorded" />}
        </>
      )}
    </ToldFrame>
  );
}

/** One of the four parts, with the duties that belong to it; what matters less is folded away. */
function Parts({ page, kind }: { page: PartyPage; kind: (typeof pageKinds)[number] }): ReactNode {
  const duties = kind === 'give' ? page.duties : kind === 'get' ? page.owed : [];
  const id = kind === 'give' ? 'duties' : 'owed';
  return (
    <>
      <Part heading={pageHeadings[kind]} lines={page.parts[kind]} />
      {duties.length > 0 && <Part heading={pageHeadings[id]} lines={duties} />}
    </>
  );
}

function Part({ heading, lines }: { heading: string; lines: readonly (PageLine | PageDuty)[] }): ReactNode {
  const front = lines.filter((line) => line.front);
  const more = lines.filter((line) => !line.front);
  if (lines.length === 0) return null;
  return (
    <section className="told-part">
      <h2>{heading}</h2>
      <Lines lines={front.length > 0 ? front : more} />
      {front.length > 0 && more.length > 0 && (
        <details className="disclosure no-print">
          <summary className="text-small">
            <Icon name="down" /> {more.length} more<span className="visually-hidden">: {heading}</span>
          </summary>
          <Lines lines={more} />
        </details>
      )}
    </section>
  );
}

function Lines({ lines }: { lines: readonly (PageLine | PageDuty)[] }): ReactNode {
  return (
    <ul>
      {lines.map((line, index) => (
        <li key={index}>{'turns' in line ? <DutyWords duty={line} /> : <LineWords line={line} />}</li>
      ))}
    </ul>
  );
}

function LineWords({ line }: { line: PageLine }): ReactNode {
  return (
    <>
      <Words runs={line.runs} /> <Place place={line.place} />
    </>
  );
}

function DutyWords({ duty }: { duty: PageDuty }): ReactNode {
  const told = duty.turns.filter((turn) => turn.about !== '' || turn.when.length > 0);
  const alone = told.length === 1 && told[0]?.about === '' ? told[0] : undefined;
  return (
    <>
      <Words runs={duty.runs} />
      {alone !== undefined && (
        <>
          , <Words runs={alone.when} />
        </>
      )}{' '}
      <Place place={duty.place} />
      {alone === undefined &&
        told.map((turn, index) => (
          <span key={index} className="told-turns text-small">
            {turn.about}
            {turn.when.length > 0 && (
              <>
                {turn.about === '' ? '' : ': '}
                <b className="font-semibold">
                  <Words runs={turn.when} />
                </b>
              </>
            )}
          </span>
        ))}
    </>
  );
}

function Words({ runs }: { runs: readonly Run[] }): ReactNode {
  const { id } = useAgreement();
  return runs.map((run, index) => {
    if (run.kind !== 'blank') return <span key={index}>{run.text}</span>;
    const href = run.target === undefined ? undefined : questionHref(id, run.target);
    const words = run.text.replace(/^\[(.*)\]$/, '$1');
    return href === undefined ? <span key={index} className="blank">{words}</span> : <Link key={index} className="blank" to={href}>{words}</Link>;
  });
}

function Place({ place }: { place: PagePlace }): ReactNode {
  const { id } = useAgreement();
  return (
    <span className="told-place">
      <Link className="link" to="/a/$id/text" params={{ id }} hash={place.target === place.clause || place.schedule ? `s-${place.target}` : `b-${place.target}`}>
        {placeInWords(place)}
      </Link>
    </span>
  );
}

function Confirm({ out: { own, understood, version }, role, busy, onConfirm }: { out: PageOut; role: string; busy: boolean; onConfirm: () => void }): ReactNode {
  const newest = understood[0];
  if (!own && newest === undefined) return null;
  return (
    <section className="card told-confirm" aria-labelledby="confirmed">
      <div className="grow" role="status">
        <h2 id="confirmed" className="text-name">
          {newest === undefined ? (
            'Nobody of your side has confirmed having understood this page'
          ) : newest.current ? (
            <>
              <Icon name="check" className="inline mr-2 done" />
              Confirmed as understood
            </>
          ) : (
            <>
              <Icon name="warning" className="inline mr-2 severity-warning" />
              Changed since it was confirmed
            </>
          )}
        </h2>
        {understood.length === 0 ? (
          <p className="text-small quiet">It is noted for your side alone, with the version that you read. It lapses when the page changes.</p>
        ) : (
          <ul className="text-small quiet">
            {understood.slice(0, 5).map((one) => (
              <li key={one.at}>
                {one.by === '' ? 'Somebody' : one.by} confirmed version {one.version}
                {one.turn > 0 ? `, turn ${one.turn}` : ''}, on {momentInWords(one.at)}
                {one.current ? '' : '; the page reads differently now'}
              </li>
            ))}
          </ul>
        )}
      </div>
      {own && role !== 'reader' && newest?.current !== true && (
        <button type="button" className="button primary no-print" aria-disabled={busy} onClick={() => !busy && onConfirm()}>
          I have understood this page<span className="visually-hidden"> of version {version}</span>
        </button>
      )}
    </section>
  );
}
