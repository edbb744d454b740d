import { InputError } from '#agreement/input-error';
import type { Desk } from '#world/accounts/desk';
import { meOf, type Route } from '#world/accounts/routes/route';

/** How somebody signs in, and the devices on which they are signed in. */
export function sessionRoutes(desk: Desk): Route[] {
  return [
    {
      method: 'GET',
      path: '/means',
      may: 'person',
      fresh: false,
      summary: 'How you sign in: whether with a password and a second factor, and whether your mailbox is confirmed.',
      fields: {},
      run: async (call) => {
        const me = meOf(call);
        const row = await desk.rows.personBy(me.email);
        return { body: { password: row !== null && row.password !== null, secondFactor: me.secondFactor, confirmed: me.proven } };
      },
    },
    {
      method: 'GET',
      path: '/sessions',
      may: 'person',
      fresh: false,
      summary: 'Where you are signed in; current marks this session.',
      fields: {},
      run: async (call) => {
        const me = meOf(call);
        const devices = await desk.rows.devices(me.person);
        return { body: { sessions: devices.map(({ id, ...device }) => ({ session: id, ...device, current: id === me.session })) } };
      },
    },
    {
      method: 'POST',
      path: '/end-session',
      may: 'person',
      fresh: false,
      summary: 'End one of your sessions at once.',
      fields: { session: { kind: 'text', most: 64 } },
      run: async (call) => {
        if (!(await desk.rows.endSession(meOf(call).person, call.text('session')))) throw new InputError('There is no such session any more.', 'Look at the list of your sessions.');
        return { body: { ended: true } };
      },
    },
    {
      method: 'POST',
      path: '/end-other-sessions',
      may: 'person',
      fresh: false,
      summary: 'End all your sessions but this one.',
      fields: {},
      run: async (call) => {
        const me = meOf(call);
        await desk.rows.endSessions(me.person, me.session);
        return { body: { ended: true } };
      },
    },
  ];
}
