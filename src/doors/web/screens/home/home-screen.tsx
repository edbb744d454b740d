import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { actingIn, useChosenOrganisation } from '../../acting';
import { queries } from '../../api';
import { Icon } from '../../components/icons';
import { TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { Cast, OpenPart, Stands, TitleCell, Who } from './agreement-parts';
import { homeQuery, type DueDate, type Filter, type Home, type Listed } from './api';
import { Examples } from './examples';
import { askOf, daysInWords, daysTo, dueInWords, endOfWeek, momentInWords, titleOf, todayInWords, waitInWords } from './words';
import './home.css';

/** What needs the reader, what waits on others, what falls due, and the newest agreements. */
export function HomeScreen(): ReactNode {
  useTitle('Home');
  const me = useQuery(queries.me).data?.me;
  const chosen = useChosenOrganisation();
  const organisation = me === undefined || me === null ? null : actingIn(me, chosen);
  const several = (me?.organisations.length ?? 0) > 1;
  const only = several ? (organisation?.id ?? null) : null;
  const home = useQuery({ ...homeQuery(only), enabled: me !== undefined });
  const all = useQuery({ ...homeQuery(null), enabled: several });
  const elsewhere = only === null || home.data === undefined || all.data === undefined ? 0 : all.data.needs.count - home.data.needs.count;
  const filter: Filter = only === null ? {} : { organisation: only };
  return (
    <>
      <TopBar />
      <main id="main" className="page home">
        <header className="home-head">
          <div className="min-w-0">
            {organisation !== null && <p className="quiet break-anywhere">{organisation.name}</p>}
            <h1 className="text-question">{todayInWords()}</h1>
          </div>
          {home.data !== undefined && home.data.agreements.count > 0 && (
            <>
              <Counts home={home.data} filter={filter} />
              <Link className="button primary" to="/new">
                Start an agreement
              </Link>
            </>
          )}
        </header>
        {home.isPending && <Waiting what="Reading what needs you" lines={9} />}
        {home.isError && <Trouble error={home.error} again={() => void home.refetch()} title="Your agreements cannot be read" />}
        {home.isSuccess && (home.data.agreements.count === 0 ? <Newcomer dates={home.data.dates.items.length > 0 ? home.data : undefined} organisation={organisation?.id ?? null} /> : <Sections home={home.data} filter={filter} elsewhere={elsewhere} />)}
      </main>
    </>
  );
}

/** The first visit: what will stand here, and two ways to begin. */
function Newcomer({ dates, organisation }: { dates: Home | undefined; organisation: string | null }): ReactNode {
  return (
    <>
      <div className="card empty">
        <Icon name="file" className="icon-large quiet" />
        <h2 className="text-section">Your agreements will stand here</h2>
        <p>Answer questions about what the parties want to reach together. The agreement is drafted beside your answers, checked as you go, talked over with the other parties, signed and tracked here.</p>
        <p className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <Link className="button primary big" to="/new">
            Start an agreement
          </Link>
          <Link className="link link-touch" to="/agreements" search={{ archived: 'true' }}>
            Archived agreements
          </Link>
          <Link className="link link-touch" to="/verify">
            Check a signed file
          </Link>
        </p>
      </div>
      {dates !== undefined && <Dates home={dates} />}
      <Examples organisation={organisation} />
    </>
  );
}

function Counts({ home, filter }: { home: Home; filter: Filter }): ReactNode {
  const { needs, waits, dates } = home;
  return (
    <ul className="counts" aria-label="At a glance">
      <li>
        <Link to="/agreements" search={{ ...filter, needs: 'any' }}>
          <b>{needs.count}</b> {needs.count === 1 ? 'needs you' : 'need you'}
        </Link>
      </li>
      <li className={dates.overdue > 0 ? 'bad' : ''}>
        <a href={dates.overdue > 0 ? '#overdue' : '#dates'}>
          <b>{dates.overdue}</b> overdue
        </a>
      </li>
      <li>
        <a href="#dates">
          <b>{dates.soon}</b> in the next 30 days
        </a>
      </li>
      <li>
        <Link to="/agreements" search={{ ...filter, waits: 'true' }}>
          <b>{waits.count}</b> {waits.count === 1 ? 'waits on others' : 'wait on others'}
        </Link>
      </li>
    </ul>
  );
}

function Sections({ home, filter, elsewhere }: { home: Home; filter: Filter; elsewhere: number }): ReactNode {
  return (
    <>
      <div className="home-columns">
        <div className="home-main">
          <Needs home={home} filter={filter} elsewhere={elsewhere} />
          <Waits home={home} filter={filter} />
        </div>
        <Dates home={home} />
      </div>
      <Newest home={home} filter={filter} />
    </>
  );
}

/** Most needs and waits that are shown before the rest of the page; the lists behind them have all. */
const most = 8;

function Needs({ home: { needs }, filter, elsewhere }: { home: Home; filter: Filter; elsewhere: number }): ReactNode {
  // What others wait for comes before the reader's own drafts, each longest waiting first.
  const first = needs.items.toSorted((a, b) => Number(a.need?.what === 'send') - Number(b.need?.what === 'send')).slice(0, most);
  return (
    <section aria-labelledby="needs">
      <SectionHead id="needs" name="Needs you" count={needs.count} />
      {needs.count === 0 ? (
        <p className="card nothing">Nothing needs you now.</p>
      ) : (
        <ul className="card list">
          {first.map((item, index) => item.need !== null && <NeedItem key={item.id} item={item} need={item.need} first={index === 0} />)}
        </ul>
      )}
      {needs.count > first.length && (
        <p className="below">
          <Link className="link link-touch" to="/agreements" search={{ ...filter, needs: 'any' }}>
            All {needs.count} that need you
          </Link>
        </p>
      )}
      {elsewhere > 0 && (
        <p className="below quiet">
          {elsewhere === 1 ? 'One more needs you' : `${elsewhere} more need you`} in what you do for others.{' '}
          <Link className="link link-touch" to="/agreements" search={{ needs: 'any' }}>
            Show all
          </Link>
        </p>
      )}
    </section>
  );
}

function NeedItem({ item, need, first }: { item: Listed; need: NonNullable<Listed['need']>; first: boolean }): ReactNode {
  const ask = askOf(item, need);
  const name = titleOf(item);
  return (
    <li className="need">
      <div className="min-w-0">
        <h3 className="text-section clamp">{ask.title}</h3>
        <p>{ask.sentence}</p>
        <p className="need-meta">
          <Cast item={item} />
          {!ask.title.endsWith(name) && <span className="clamp">{name}</span>}
          <span>since {momentInWords(need.since)}</span>
        </p>
      </div>
      <Link className={`button ${first ? 'primary' : ''}`} to={ask.to} params={{ id: item.id }} preload={false} aria-label={`${ask.verb}: ${name}`}>
        {ask.verb}
      </Link>
    </li>
  );
}

function Waits({ home: { waits }, filter }: { home: Home; filter: Filter }): ReactNode {
  return (
    <section aria-labelledby="waits">
      <SectionHead id="waits" name="Waiting on others" count={waits.count} />
      {waits.count === 0 ? (
        <p className="card nothing">You wait for nobody.</p>
      ) : (
        <div className="card">
          <table className="grid-table stack waits">
            <thead>
              <tr>
                <th scope="col">Agreement</th>
                <th scope="col">Who</th>
                <th scope="col">For what</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {waits.items.slice(0, most).map((item) => (
                <tr key={item.id}>
                  <TitleCell item={item}>{null}</TitleCell>
                  <td>
                    <Who item={item} />
                  </td>
                  <td>
                    <WaitWords item={item} />
                  </td>
                  <td className="quiet nowrap">{item.waitsSince !== null && daysInWords(item.waitsSince)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {waits.count > Math.min(most, waits.items.length) && (
        <p className="below">
          <Link className="link link-touch" to="/agreements" search={{ ...filter, waits: 'true' }}>
            All {waits.count} that wait on others
          </Link>
        </p>
      )}
    </section>
  );
}

function WaitWords({ item }: { item: Listed }): ReactNode {
  const kinds = [...new Set(item.waits.map((wait) => wait.what))];
  return (
    <>
      {kinds.map((what) => (
        <span key={what} className="block">
          {waitInWords(what, item.turn)}
          {what === 'join' && item.role === 'lead' && (
            <>
              {' · '}
              <Link className="link" to="/a/$id/people" params={{ id: item.id }} preload={false} aria-label={`Invite people: ${titleOf(item)}`}>
                Invite
              </Link>
            </>
          )}
        </span>
      ))}
    </>
  );
}

function Dates({ home: { dates, today } }: { home: Home }): ReactNode {
  const week = endOfWeek(today);
  const groupOf = (on: string): string => (on < today ? 'overdue' : on <= week ? 'week' : daysTo(on, today) < 30 ? 'soon' : 'later');
  const groups = [
    { id: 'overdue', name: 'Overdue' },
    { id: 'week', name: 'This week' },
    { id: 'soon', name: 'Next 30 days' },
    { id: 'later', name: 'Later' },
  ].map((group) => ({ ...group, items: dates.items.filter((one) => groupOf(one.on) === group.id) }));
  const overdue = groups[0]?.items.length ?? 0;
  const soon = dates.items.filter((one) => ['week', 'soon'].includes(groupOf(one.on))).length;
  return (
    <section aria-labelledby="dates" className="home-dates">
      <SectionHead id="dates" name="Dates" />
      {dates.items.length === 0 ? (
        <p className="card nothing">What falls due stands here as soon as an agreement is signed by all.</p>
      ) : (
        <div className="card">
          {groups.map((group) =>
            group.items.length === 0 ? null : (
              <Fragment key={group.id}>
                <h3 id={group.id} className={`date-group ${group.id === 'overdue' ? 'severity-error' : 'quiet'}`}>
                  {group.id === 'overdue' && <Icon name="error" />} {group.name}
                </h3>
                <ul className="date-list">
                  {group.items.map((one) => (
                    <DateItem key={`${one.agreement} ${one.obligation} ${one.on}`} one={one} today={today} />
                  ))}
                </ul>
                {group.id === 'overdue' && dates.overdue > overdue && <p className="date-more">and {dates.overdue - overdue} more; each agreement lists its own</p>}
                {group.id === 'soon' && dates.soon > soon && <p className="date-more">and {dates.soon - soon} more in these 30 days</p>}
              </Fragment>
            ),
          )}
        </div>
      )}
    </section>
  );
}

function DateItem({ one, today }: { one: DueDate; today: string }): ReactNode {
  const past = -daysTo(one.on, today);
  return (
    <li>
      <time dateTime={one.on}>{dueInWords(one.on, today)}</time>
      <div className="min-w-0">
        <Link className="plain-link break-anywhere" to="/a/$id/track" params={{ id: one.agreement }} preload={false}>
          {one.what}
        </Link>
        <p className="text-small quiet break-anywhere">
          {one.own && <b className="mine">Yours. </b>}
          {past > 0 && `${past === 1 ? '1 day' : `${past} days`} ago. `}
          {titleOf(one)}
          {one.clause !== '' && `, ${/^\d/.test(one.clause) ? `section\u00a0${one.clause}` : one.clause}`}
        </p>
      </div>
    </li>
  );
}

function Newest({ home: { agreements }, filter }: { home: Home; filter: Filter }): ReactNode {
  return (
    <section aria-labelledby="newest">
      <SectionHead id="newest" name="Agreements">
        <Link className="link link-touch" to="/verify">
          Check a signed file
        </Link>
        <Link className="link link-touch" to="/agreements" search={{ ...filter }}>
          {agreements.count > 1 ? `All ${agreements.count}` : 'All agreements'}
        </Link>
      </SectionHead>
      <div className="card">
        <table className="grid-table stack newest">
          <thead>
            <tr>
              <th scope="col">Agreement</th>
              <th scope="col">Parties</th>
              <th scope="col">Where it stands</th>
              <th scope="col">Open</th>
            </tr>
          </thead>
          <tbody>
            {agreements.items.map((item) => (
              <tr key={item.id}>
                <TitleCell item={item} />
                <td>
                  <Cast item={item} />
                </td>
                <td>
                  <Stands item={item} />
                </td>
                <td>
                  <OpenPart item={item} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SectionHead({ id, name, count, children }: { id: string; name: string; count?: number; children?: ReactNode }): ReactNode {
  return (
    <div className="section-head">
      <h2 id={id} className="text-section">
        {name}
        {count !== undefined && count > 0 && <span className="quiet font-normal"> {count}</span>}
      </h2>
      {children !== undefined && <span className="ml-auto flex gap-6">{children}</span>}
    </div>
  );
}
