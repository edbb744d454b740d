import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link, Outlet, redirect } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queries, type Me } from './api';
import { client } from './client';
import { TopBar } from './components/shell';
import { Trouble } from './components/state';
import { LiveUpdates } from './live/live-updates';

/* Every place has its own address; each stage is a file of its own that is fetched when it is opened. */

const root = createRootRoute({ component: Root, notFoundComponent: Nowhere, errorComponent: ({ error, reset }) => <Failed error={error} again={reset} /> });

function Root(): ReactNode {
  return (
    <>
      <LiveUpdates />
      <Outlet />
    </>
  );
}

/** Lets only people in: on an installation without any the first visitor sets it up, everybody else signs in and comes back. */
async function peopleOnly({ location }: { location: { href: string } }): Promise<void> {
  const { start, me } = await client.ensureQueryData({ ...queries.me, revalidateIfStale: true });
  if (start) throw redirect({ to: '/set-up', replace: true });
  if (me === null) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href }, replace: true });
}

/** A guest reaches one agreement; the rest of the app is for accounts. */
async function accountsOnly(at: { location: { href: string } }): Promise<void> {
  await peopleOnly(at);
  const guest = client.getQueryData<Me>(queries.me.queryKey)?.me?.agreement;
  if (guest !== undefined && guest !== null) throw redirect({ to: '/a/$id', params: { id: guest }, replace: true });
}

/** Where to go on after signing in: a page of ours and nothing else, however it is written. What may not stand is set to nothing, because what is left out here stays as it came. */
const back = ({ back: to }: Record<string, unknown>): { back?: string | undefined } => ({ back: typeof to === 'string' && to.startsWith('/') && URL.canParse(to, location.origin) && new URL(to, location.origin).origin === location.origin ? to : undefined });

const setUp = createRoute({ getParentRoute: () => root, path: '/set-up', component: lazyRouteComponent(() => import('./screens/account/set-up-screen'), 'SetUpScreen') });
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: back, component: lazyRouteComponent(() => import('./screens/account/sign-in-screen'), 'SignInScreen') });
const signUp = createRoute({ getParentRoute: () => root, path: '/sign-up', component: lazyRouteComponent(() => import('./screens/account/sign-up-screen'), 'SignUpScreen') });
/** Where links from mails lead; the token stands behind "#", which no server and no log ever sees. */
const join = createRoute({ getParentRoute: () => root, path: '/join', component: lazyRouteComponent(() => import('./screens/account/join-screen'), 'JoinScreen') });
const link = createRoute({ getParentRoute: () => root, path: '/link', component: lazyRouteComponent(() => import('./screens/account/link-screen'), 'LinkScreen') });
const confirmEmail = createRoute({ getParentRoute: () => root, path: '/confirm-email', component: lazyRouteComponent(() => import('./screens/account/confirm-email-screen'), 'ConfirmEmailScreen') });
const reset = createRoute({ getParentRoute: () => root, path: '/reset', component: lazyRouteComponent(() => import('./screens/account/reset-screen'), 'ResetScreen') });
const account = createRoute({ getParentRoute: () => root, path: '/account', beforeLoad: peopleOnly, component: lazyRouteComponent(() => import('./screens/account/account-screen'), 'AccountScreen') });
const organisation = createRoute({ getParentRoute: () => root, path: '/organisation/$organisation', beforeLoad: accountsOnly, component: lazyRouteComponent(() => import('./screens/account/organisation-screen'), 'OrganisationScreen') });
const outbox = createRoute({
  getParentRoute: () => root,
  path: '/outbox',
  beforeLoad: accountsOnly,
  validateSearch: (search: Record<string, unknown>): { state?: string } => (typeof search.state === 'string' ? { state: search.state } : {}),
  component: lazyRouteComponent(() => import('./screens/account/outbox-screen'), 'OutboxScreen'),
});

const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: accountsOnly, component: lazyRouteComponent(() => import('./screens/home/home-screen'), 'HomeScreen') });
const start = createRoute({ getParentRoute: () => root, path: '/new', beforeLoad: accountsOnly, component: lazyRouteComponent(() => import('./screens/home/start-screen'), 'StartScreen') });
const verify = createRoute({ getParentRoute: () => root, path: '/verify', component: lazyRouteComponent(() => import('./screens/verify/verify-screen'), 'VerifyScreen') });

const list = createRoute({
  getParentRoute: () => root,
  path: '/agreements',
  beforeLoad: accountsOnly,
  validateSearch: (search: Record<string, unknown>): Record<string, string> => Object.fromEntries(Object.entries(search).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)).map(([name, value]) => [name, String(value)])),
  component: lazyRouteComponent(() => import('./screens/home/list-screen'), 'ListScreen'),
});

const agreement = createRoute({ getParentRoute: () => root, path: '/a/$id', beforeLoad: peopleOnly, component: lazyRouteComponent(() => import('./screens/agreement-frame'), 'AgreementFrame') });
/** The address of an agreement alone leads to where it stands: the signatures once it is sealed, what was sent, else the draft. */
const agreementStart = createRoute({
  getParentRoute: () => agreement,
  path: '/',
  beforeLoad: async ({ params }) => {
    const { seal, turn } = await client.ensureQueryData(queries.agreement(params.id));
    throw redirect({ to: seal !== null ? '/a/$id/sign' : turn > 0 ? '/a/$id/negotiate' : '/a/$id/text', params: { id: params.id }, replace: true });
  },
});
const people = createRoute({ getParentRoute: () => agreement, path: '/people', component: lazyRouteComponent(() => import('./screens/people/people-screen'), 'PeopleScreen') });
const negotiate = createRoute({
  getParentRoute: () => agreement,
  path: '/negotiate',
  validateSearch: (search: Record<string, unknown>): { clause?: string } => (typeof search.clause === 'string' ? { clause: search.clause } : {}),
  component: lazyRouteComponent(() => import('./screens/negotiate/negotiate-screen'), 'NegotiateScreen'),
});
const send = createRoute({ getParentRoute: () => agreement, path: '/send', component: lazyRouteComponent(() => import('./screens/negotiate/send-screen'), 'SendScreen') });
const turns = createRoute({
  getParentRoute: () => agreement,
  path: '/turns',
  validateSearch: (search: Record<string, unknown>): { from?: number; to?: number } => ({ ...(Number.isInteger(search.from) && { from: search.from as number }), ...(Number.isInteger(search.to) && { to: search.to as number }) }),
  component: lazyRouteComponent(() => import('./screens/negotiate/turns-screen'), 'TurnsScreen'),
});
const review = createRoute({
  getParentRoute: () => agreement,
  path: '/review',
  validateSearch: (search: Record<string, unknown>): { clause?: string } => (typeof search.clause === 'string' ? { clause: search.clause } : {}),
  component: lazyRouteComponent(() => import('./screens/review/review-screen'), 'ReviewScreen'),
});
const ask = createRoute({ getParentRoute: () => agreement, path: '/ask', component: lazyRouteComponent(() => import('./screens/ask/ask-screen'), 'AskScreen') });
const askStart = createRoute({ getParentRoute: () => ask, path: '/', component: lazyRouteComponent(() => import('./screens/ask/ask-screen'), 'FirstOpenQuestion') });
const askCheck = createRoute({ getParentRoute: () => ask, path: '/check', component: lazyRouteComponent(() => import('./screens/ask/check-answers'), 'CheckAnswers') });
const askFirst = createRoute({ getParentRoute: () => ask, path: '/first', component: lazyRouteComponent(() => import('./screens/ask/first-draft'), 'FirstDraftStart') });
const askFirstPage = createRoute({ getParentRoute: () => ask, path: '/first/$page', component: lazyRouteComponent(() => import('./screens/ask/first-draft'), 'FirstDraftRoute') });
const askOwn = createRoute({ getParentRoute: () => ask, path: '/own', component: lazyRouteComponent(() => import('./screens/ask/own-part'), 'OwnPart') });
const askDifferences = createRoute({ getParentRoute: () => ask, path: '/differences', component: lazyRouteComponent(() => import('./screens/ask/differences'), 'DifferencesScreen') });
const askQuestion = createRoute({ getParentRoute: () => ask, path: '/$section/$question', component: lazyRouteComponent(() => import('./screens/ask/question-page'), 'QuestionRoute') });
const text = createRoute({ getParentRoute: () => agreement, path: '/text', component: lazyRouteComponent(() => import('./screens/text/text-screen'), 'TextScreen') });
const page = createRoute({
  getParentRoute: () => agreement,
  path: '/page',
  validateSearch: (search: Record<string, unknown>): { party?: string } => (typeof search.party === 'string' ? { party: search.party } : {}),
  component: lazyRouteComponent(() => import('./screens/told/page-screen'), 'PageScreen'),
});
const balance = createRoute({ getParentRoute: () => agreement, path: '/balance', component: lazyRouteComponent(() => import('./screens/told/balance-screen'), 'BalanceScreen') });
const heads = createRoute({ getParentRoute: () => agreement, path: '/heads', component: lazyRouteComponent(() => import('./screens/told/heads-screen'), 'HeadsScreen') });
const sign = createRoute({ getParentRoute: () => agreement, path: '/sign', component: Outlet });
const signStart = createRoute({ getParentRoute: () => sign, path: '/', component: lazyRouteComponent(() => import('./screens/sign/sign-screen'), 'SignScreen') });
const signField = createRoute({ getParentRoute: () => sign, path: '/$field', component: lazyRouteComponent(() => import('./screens/sign/sign-field'), 'SignField') });
const track = createRoute({
  getParentRoute: () => agreement,
  path: '/track',
  validateSearch: (search: Record<string, unknown>): { party?: string } => (typeof search.party === 'string' ? { party: search.party } : {}),
  component: lazyRouteComponent(() => import('./screens/track/track-screen'), 'TrackScreen'),
});

const tree = root.addChildren([
  setUp, signIn, signUp, join, link, reset, confirmEmail, account, organisation, outbox, home, list, start, verify,
  agreement.addChildren([agreementStart, people, ask.addChildren([askStart, askCheck, askFirst, askFirstPage, askOwn, askDifferences, askQuestion]), text, page, balance, heads, negotiate, send, turns, review, sign.addChildren([signStart, signField]), track]),
]);

/** The router of the app. */
export function createAppRouter() {
  return createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function Nowhere(): ReactNode {
  return (
    <>
      <TopBar />
      <main id="main" className="page narrow">
        <h1 className="text-question">There is nothing at this address</h1>
        <p className="mt-2">
          Check the address, or go to <Link className="link" to="/">your agreements</Link>.
        </p>
      </main>
    </>
  );
}

function Failed({ error, again }: { error: unknown; again: () => void }): ReactNode {
  return (
    <>
      <TopBar />
      <main id="main" className="page narrow">
        <Trouble error={error} again={again} title="This page could not be shown" />
      </main>
    </>
  );
}
