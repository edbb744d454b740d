import { writeAnswers } from '#agreement/facts/answers';
import { roles, type Role } from '#agreement/record/seat';
import { acceptInvitation } from '#operations/accept-invitation';
import { createAgreement } from '#operations/create-agreement';
import { createOrganisation } from '#operations/create-organisation';
import { inviteMember } from '#operations/invite-member';
import { invitePerson } from '#operations/invite-person';
import { noteIssue } from '#operations/note-issue';
import type { PersonHere } from '#operations/operation';
import { perform, performWhole } from '#operations/perform';
import { readNegotiation } from '#operations/read-negotiation';
import { removePerson } from '#operations/remove-person';
import { sendTurn } from '#operations/send-turn';
import { saveView } from '#operations/views';
import type { Standing } from '#stages/negotiate/standing';
import type { MemberRole } from '#world/store/directory';
import type { World } from '#world/world';
import { bareAnswers } from '../agreement/sample-answers';

/** Somebody with an account, or a guest. */
export interface Somebody extends PersonHere {
  cookies: readonly string[];
}

/** Who asks in the matrix. */
export interface Actor {
  name: string;
  /** Null for nobody. */
  who: Somebody | null;
  /** Role in the agreement of the scene. */
  role: Role | null;
  /** Role in the other agreement. */
  roleInOther: Role | null;
  /** Standing in the organisation of the scene. */
  member: MemberRole | null;
}

/** An agreement of two parties with a turn on the table, and an organisation. */
export interface Scene {
  agreement: string;
  organisation: string;
  /** Ids of somebody of the own side, by party, and of a member. */
  colleague: Record<string, string>;
  member: string;
  invitation: Record<string, string>;
  issue: Record<string, string>;
  /** Digest of the newest turn, a clause of it and that clause's hash. */
  turn: { digest: string; clause: string; hash: string };
}

const here = { headers: new Headers(), address: '127.0.0.1' };
const password = 'seven green lamps';

/** Everybody who has an account, by a word: the administrator, one for each seat, and those beside. */
export type Cast = Readonly<Record<string, Somebody>>;

const parties = ['alpha', 'beta'] as const;

/** Words for all with an account, in the order in which they sign up. */
const names = ['administrator', ...parties.flatMap((party) => roles.map((role) => `${party} ${role}`)), 'ended', 'stranger', 'other lead', 'colleague alpha', 'colleague beta', 'counsel elsewhere'] as const;

/** Makes accounts for all of them. */
export async function castOf(world: World): Promise<Cast> {
  const cast: Record<string, Somebody> = {};
  for (const name of names) {
    const email = `${name.replace(' ', '.')}@entente.example`;
    const account = { name, email, password };
    const { person, cookies } = name === 'administrator' ? await world.accounts.signUpFirst(account, here) : await world.accounts.signUp({ ...account, proven: true }, here);
    cast[name] = { person, name, email, administrator: name === 'administrator', agreement: null, account: true, cookies };
  }
  return cast;
}

/** Somebody of the cast. */
export function of(cast: Cast, name: string): Somebody {
  const found = cast[name];
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

async function invite(world: World, by: Somebody, agreement: string, party: string, role: Role, email: string): Promise<{ id: string; token: string }> {
  const { invitation, link } = await perform(invitePerson, { person: by }, { agreement, party, role, email }, world);
  return { id: invitation, token: tokenIn(link) };
}

function tokenIn(link: string | null): string {
  return decodeURIComponent((link ?? '').split('#')[1] ?? '');
}

async function seat(world: World, by: Somebody, agreement: string, party: string, role: Role, who: Somebody): Promise<void> {
  const { token } = await invite(world, by, agreement, party, role, who.email);
  await perform(acceptInvitation, { person: who, caller: here }, { token, organisation: null }, world);
}

async function join(world: World, by: Somebody, organisation: string, who: Somebody): Promise<void> {
  const { link } = await perform(inviteMember, { person: by }, { organisation, email: who.email }, world);
  await perform(acceptInvitation, { person: who, caller: here }, { token: tokenIn(link) }, world);
}

/** Somebody without an account, come in by a link. */
export async function guestOf(world: World, by: Somebody, agreement: string, party: string, role: Role, email: string): Promise<Somebody> {
  const { token } = await invite(world, by, agreement, party, role, email);
  const { cookies } = await performWhole(acceptInvitation, { person: null, caller: here }, { token, name: 'Gil Guest' }, world);
  const found = await world.accounts.personBy(email);
  return { person: found?.person ?? '', name: 'Gil Guest', email, administrator: false, agreement, account: false, cookies };
}

/** A fresh agreement in which the whole cast has its seats. */
export async function sceneOf(world: World, cast: Cast): Promise<Scene> {
  const lead = of(cast, 'alpha lead');
  const { organisation } = await perform(createOrganisation, { person: lead }, { name: 'Alpha Robotics' }, world);
  for (const name of ['alpha contributor', 'colleague alpha']) await join(world, lead, organisation.id, of(cast, name));
  const { agreement } = await perform(createAgreement, { person: lead }, { answers: writeAnswers(bareAnswers(2)), party: 'alpha', organisation: organisation.id }, world);
  await seat(world, lead, agreement, 'beta', 'lead', of(cast, 'beta lead'));
  const scene: Scene = { agreement, organisation: organisation.id, colleague: {}, member: of(cast, 'colleague alpha').person, invitation: {}, issue: {}, turn: { digest: '', clause: '', hash: '' } };
  for (const party of parties) {
    const by = of(cast, `${party} lead`);
    for (const role of roles) if (role !== 'lead') await seat(world, by, agreement, party, role, of(cast, `${party} ${role}`));
    await seat(world, by, agreement, party, 'contributor', of(cast, `colleague ${party}`));
    scene.colleague[party] = of(cast, `colleague ${party}`).person;
    scene.invitation[party] = (await invite(world, by, agreement, party, 'reader', `open@${party}.example`)).id;
    const noted = { agreement, scope: 'party', title: `What only ${party} knows`, text: 'Private words.' };
    scene.issue[party] = (await perform(noteIssue, { person: of(cast, `${party} counsel`) }, noted, world)).issue;
  }
  await seat(world, lead, agreement, 'alpha', 'contributor', of(cast, 'ended'));
  await perform(removePerson, { person: lead }, { agreement, person: of(cast, 'ended').person }, world);
  await perform(sendTurn, { person: lead }, { agreement, answering: 0 }, world);
  const { turns, standing } = await perform(readNegotiation, { person: lead }, { agreement }, world);
  const { clause, hash } = (standing as Standing).rows[0] as Standing['rows'][number];
  scene.turn = { digest: turns[0]?.digest ?? '', clause, hash };
  return scene;
}

/** What somebody else does, with which the cast has nothing to do. */
export interface Elsewhere {
  agreement: string;
  organisation: string;
  /** Noted by the counsel there, who is also a member of the organisation. */
  issue: string;
  member: string;
}

/** An agreement and an organisation of somebody else, with an issue that a counsel noted. */
export async function elsewhere(world: World, by: Somebody, counsel: Somebody): Promise<Elsewhere> {
  const { organisation } = await perform(createOrganisation, { person: by }, { name: `Organisation of ${by.name}` }, world);
  const { agreement } = await perform(createAgreement, { person: by }, { answers: writeAnswers(bareAnswers(2)), party: 'alpha', organisation: organisation.id }, world);
  await join(world, by, organisation.id, counsel);
  await seat(world, by, agreement, 'alpha', 'counsel', counsel);
  const { issue } = await perform(noteIssue, { person: counsel }, { agreement, scope: 'party', title: 'Elsewhere', text: 'Private words.' }, world);
  return { agreement, organisation: organisation.id, issue, member: counsel.person };
}

/** A view that somebody keeps. */
export async function viewOf(world: World, who: Somebody): Promise<string> {
  return (await perform(saveView, { person: who }, { name: 'Mine', filter: {} }, world)).view;
}
