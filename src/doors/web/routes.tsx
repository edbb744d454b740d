import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link, Outlet, redirect } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TopBar } from './components/shell';
import { Trouble } from './components/state';

/* Every place has its own address; each stage is a file of its own that is fetched when it is opened. */

const root = createRootRoute({ component: Outlet, notFoundComponent: Nowhere, errorComponent: ({ error, reset }) => <Failed error={error} again={reset} /> });

const home = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./screens/home/home-screen'), 'HomeScreen') });
const start = createRoute({ getParentRoute: () => root, path: '/new', component: lazyRouteComponent(() => import('./screens/home/start-screen'), 'StartScreen') });
const verify = createRoute({ getParentRoute: () => root, path: '/verify', component: lazyRouteComponent(() => import('./screens/verify/verify-screen'), 'VerifyScreen') });

const agreement = createRoute({ getParentRoute: () => root, path: '/a/$id', component: lazyRouteComponent(() => import('./screens/agreement-frame'), 'AgreementFrame') });
/** The address of an agreement alone leads to its text. */
const agreementStart = createRoute({
  getParentRoute: () => agreement,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/a/$id/text', params: { id: params.id }, replace: true });
  },
});
const ask = createRoute({ getParentRoute: () => agreement, path: '/ask', component: lazyRouteComponent(() => import('./screens/ask/ask-screen'), 'AskScreen') });
const askStart = createRoute({ getParentRoute: () => ask, path: '/', component: lazyRouteComponent(() => import('./screens/ask/ask-screen'), 'FirstOpenQuestion') });
const askCheck = createRoute({ getParentRoute: () => ask, path: '/check', component: lazyRouteComponent(() => import('./screens/ask/check-answers'), 'CheckAnswers') });
const askQuestion = createRoute({ getParentRoute: () => ask, path: '/$section/$question', component: lazyRouteComponent(() => import('./screens/ask/question-page'), 'QuestionRoute') });
const text = createRoute({ getParentRoute: () => agreement, path: '/text', component: lazyRouteComponent(() => import('./screens/text/text-screen'), 'TextScreen') });
const sign = createRoute({ getParentRoute: () => agreement, path: '/sign', component: Outlet });
const signStart = createRoute({ getParentRoute: () => sign, path: '/', component: lazyRouteComponent(() => import('./screens/sign/sign-screen'), 'SignScreen') });
const signField = createRoute({ getParentRoute: () => sign, path: '/$field', component: lazyRouteComponent(() => import('./screens/sign/sign-field'), 'SignField') });
const track = createRoute({
  getParentRoute: () => agreement,
  path: '/track',
  validateSearch: (search: Record<string, unknown>): { party?: string } => (typeof search.party === 'string' ? { party: search.party } : {}),
  component: lazyRouteComponent(() => import('./screens/track/track-screen'), 'TrackScreen'),
});

const tree = root.addChildren([home, start, verify, agreement.addChildren([agreementStart, ask.addChildren([askStart, askCheck, askQuestion]), text, sign.addChildren([signStart, signField]), track])]);

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
