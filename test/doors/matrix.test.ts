import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { roles, type Role } from '#agreement/record/seat';
import { namesAgreement, routesOf, takesFile, type Route } from '#doors/http/routes';
import type { Operation } from '#operations/operation';
import { forbidden, notFound, signInFirst } from '#operations/refused';
import { castOf, guestOf, of, sceneOf, viewOf, type Actor, type Cast, type Scene } from './matrix-people';
import { cookieOf, openServed, type Answered, type Served } from './served';

/** What may come of a request, as far as rules go: `allowed` is everything that the operation itself then says. */
type Outcome = 'allowed' | 'sign-in' | 'forbidden' | 'absent';

/** One cell of the matrix. */
interface Cell {
  route: string;
  actor: string;
  object: string;
  expected: Outcome;
  seen: string;
  answered: Answered;
}

let served: Served;
let cast: Cast;
let other: Scene;
let shared: Scene;
let routes: Route[];
const cells: Cell[] = [];
const unexpected: string[] = [];
const absent = { agreement: 'no-such-agreement', organisation: 'no-such-organisation' };

beforeAll(async () => {
  // Every actor has an address of its own, because tries are counted by address.
  served = await openServed({ proxies: ['127.0.0.1'] });
  cast = await castOf(served.world);
  shared = await sceneOf(served.world, cast);
  other = await sceneOf(served.world, { ...cast, 'alpha lead': of(cast, 'other lead'), 'beta lead': of(cast, 'administrator') });
  routes = routesOf(served.world.accounts.routes);
}, 120_000);
afterAll(async () => served.end());
