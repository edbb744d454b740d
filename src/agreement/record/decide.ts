import type { Digest } from '#agreement/record/canonical';
import type { EventBody, EventDraft, EventKind, PackPin, SignatureField } from '#agreement/record/event';
import type { PersonRef } from '#agreement/record/person';
import { newestTurn, type Signature } from '#agreement/record/shared';
import { openProposals, phaseAfter, type Phase, type State } from '#agreement/record/state';

/** What somebody asks to happen to an agreement. */
export type Command =
  | ({ do: 'create' } & EventBody<'agreement-created'>)
  | ({ do: 'name' } & EventBody<'agreement-named'>)
  | ({ do: 'describe-parties' } & EventBody<'parties-described'>)
  | ({ do: 'answer' } & EventBody<'facts-answered'>)
  | ({ do: 'withdraw-answers' } & EventBody<'facts-withdrawn'>)
  | { do: 'draft'; digest: Digest; library: string; pack?: PackPin }
  | { do: 'rewrite-clause'; clause: string; base: number; digest: Digest }
  | ({ do: 'propose' } & EventBody<'proposal-made'>)
  | { do: 'accept-proposal'; proposal: string; base: number; digest: Digest }
  | { do: 'decline-proposal'; proposal: string }
  | ({ do: 'set-aside-finding' } & EventBody<'finding-set-aside'>)
  | ({ do: 'reopen-finding' } & EventBody<'finding-reopened'>)
  | { do: 'seal'; digest: Digest; pdf: Digest; fields: SignatureField[]; despite?: string }
  | { do: 'sign'; field: string; party: string; person: PersonRef; sealed: Digest; base: Digest; pdf: Digest; identity?: Signature['identity'] }
  | ({ do: 'decline-signing'; party: string } & EventBody<'signing-declined'>)
  | ({ do: 'reopen' } & EventBody<'agreement-reopened'>)
  | ({ do: 'join' } & EventBody<'party-joined'>)
  | ({ do: 'grant-seat' } & EventBody<'seat-granted'>)
  | ({ do: 'end-seat' } & EventBody<'seat-ended'>)
  | ({ do: 'erase-person'; scope: 'everyone' | 'party' } & EventBody<'person-erased'>)
  | ({ do: 'send-turn' } & Omit<EventBody<'turn-sent'>, 'turn'>)
  | { do: 'take-turn'; turn: number }
  | ({ do: 'answer-clause'; party: string } & EventBody<'clause-answered'>)
  | ({ do: 'state-answer'; party: string } & Omit<EventBody<'answer-stated'>, 'turn'>)
  | ({ do: 'comment'; scope: 'everyone' | 'party' } & EventBody<'comment-made'>)
  | ({ do: 'note-issue'; scope: 'counsel' | 'party' } & EventBody<'issue-noted'>)
  | ({ do: 'settle-issue'; scope: 'counsel' | 'party' } & EventBody<'issue-settled'>)
  | ({ do: 'understand-page' } & EventBody<'page-understood'>)
  | { do: 'clear'; digest: Digest; clauses: readonly string[] | 'all' }
  | { do: 'withdraw-clearance'; party: string; clauses: readonly string[] }
  | ({ do: 'waive' } & EventBody<'finding-waived'>)
  | { do: 'end-waiver'; fingerprint: string; party: string }
  | ({ do: 'report-obligation' } & EventBody<'obligation-reported'>);

/** Why a command was refused. */
export type RefusalCode =
  | 'wrong-phase'
  | 'stale-version'
  | 'unknown-party'
  | 'party-twice'
  | 'unknown-proposal'
  | 'proposal-twice'
  | 'already-decided'
  | 'open-proposals'
  | 'not-set-aside'
  | 'field-twice'
  | 'unknown-field'
  | 'other-party'
  | 'already-signed'
  | 'other-document'
  | 'no-turn'
  | 'stale-turn'
  | 'unknown-clause'
  | 'stale-clause'
  | 'already-joined'
  | 'no-seat'
  | 'unknown-issue'
  | 'not-waived';

/** A command that cannot be carried out; nothing was changed. */
export interface Refusal {
  code: RefusalCode;
  /** What stands in the way, for a log or a command line; screens say it in the reader's language from the code. */
  message: string;
}

/** The events that a command leads to (none where it changes nothing), or why it was refused. */
export type Decision = { events: EventDraft[] } | { refused: Refusal };

/** The kind of event that each command leads to. */
export const leadsTo: Record<Command['do'], EventKind> = {
  create: 'agreement-created',
  name: 'agreement-named',
  'describe-parties': 'parties-described',
  answer: 'facts-answered',
  'withdraw-answers': 'facts-withdrawn',
  draft: 'document-drafted',
  'rewrite-clause': 'clause-rewritten',
  propose: 'proposal-made',
  'accept-proposal': 'proposal-decided',
  'decline-proposal': 'proposal-decided',
  'set-aside-finding': 'finding-set-aside',
  'reopen-finding': 'finding-reopened',
  seal: 'agreement-sealed',
  sign: 'agreement-signed',
  'decline-signing': 'signing-declined',
  reopen: 'agreement-reopened',
  join: 'party-joined',
  'grant-seat': 'seat-granted',
  'end-seat': 'seat-ended',
  'erase-person': 'person-erased',
  'send-turn': 'turn-sent',
  'take-turn': 'turn-taken',
  'answer-clause': 'clause-answered',
  'state-answer': 'answer-stated',
  comment: 'comment-made',
  'note-issue': 'issue-noted',
  'settle-issue': 'issue-settled',
  'understand-page': 'page-understood',
  clear: 'version-cleared',
  'withdraw-clearance': 'clearance-withdrawn',
  waive: 'finding-waived',
  'end-waiver': 'waiver-ended',
  'report-obligation': 'obligation-reported',
};

/** What happens to an agreement in this state when the command is given: first the table of transitions, then the rules of the command. */
export function decide(state: State, command: Command): Decision {
  if (phaseAfter(state, leadsTo[command.do]) === undefined) return refuse('wrong-phase', wrongPhase(state, command));
  switch (command.do) {
    case 'create': {
      const { do: _do, ...body } = command;
      return happen({ kind: 'agreement-created', body });
    }
    case 'name':
      if (state.type === command.type && state.title === command.title) return nothing;
      return happen({ kind: 'agreement-named', body: { type: command.type, title: command.title } });
    case 'describe-parties': {
      const twice = repeated(command.parties.map((party) => party.id));
      if (twice !== undefined) return refuse('party-twice', `Two parties have the id ${twice}.`);
      return happen({ kind: 'parties-described', body: { parties: command.parties } });
    }
    case 'answer': {
      const stranger = command.answers.find((answer) => answer.onBehalfOf !== undefined && !isParty(state, answer.onBehalfOf));
      if (stranger !== undefined) return refuse('unknown-party', `${stranger.path} is answered for ${stranger.onBehalfOf}, which is not a party.`);
      return happen({ kind: 'facts-answered', body: { answers: command.answers } });
    }
    case 'withdraw-answers': {
      const held = Object.keys(state.answers);
      const paths = command.paths.filter((path) => held.some((key) => key === path || key.startsWith(`${path}.`)));
      return paths.length === 0 ? nothing : happen({ kind: 'facts-withdrawn', body: { paths } });
    }
    case 'draft': {
      if (state.document?.digest === command.digest && state.document.library === command.library && (command.pack === undefined || command.pack.digest === state.pack?.digest)) return nothing;
      const version = (state.document?.version ?? 0) + 1;
      return happen({ kind: 'document-drafted', body: { version, digest: command.digest, library: command.library, ...(command.pack !== undefined && { pack: command.pack }) } });
    }
    case 'rewrite-clause':
      if (state.document?.digest === command.digest) return nothing;
      return (
        stale(state, command.base) ??
        happen({ kind: 'clause-rewritten', body: { clause: command.clause, version: command.base + 1, digest: command.digest } })
      );
    case 'propose': {
      if (Object.hasOwn(state.proposals, command.proposal)) return refuse('proposal-twice', `Proposal ${command.proposal} was made before.`);
      const { do: _do, ...body } = command;
      return stale(state, command.base) ?? happen({ kind: 'proposal-made', body });
    }
    case 'accept-proposal':
      return (
        undecided(state, command.proposal) ??
        stale(state, command.base) ??
        happen({
          kind: 'proposal-decided',
          body: { proposal: command.proposal, decision: 'accepted', version: command.base + 1, digest: command.digest },
        })
      );
    case 'decline-proposal':
      return undecided(state, command.proposal) ?? happen({ kind: 'proposal-decided', body: { proposal: command.proposal, decision: 'declined' } });
    case 'set-aside-finding': {
      const held = Object.hasOwn(state.setAside, command.fingerprint) ? state.setAside[command.fingerprint] : undefined;
      if (held?.reason === command.reason && held.clauseHash === command.clauseHash) return nothing;
      const { do: _do, ...body } = command;
      return happen({ kind: 'finding-set-aside', body });
    }
    case 'reopen-finding':
      if (!Object.hasOwn(state.setAside, command.fingerprint)) return refuse('not-set-aside', 'This finding was not set aside.');
      return happen({ kind: 'finding-reopened', body: { fingerprint: command.fingerprint } });
    case 'seal':
      return seal(state, command);
    case 'sign':
      return sign(state, command);
    case 'decline-signing': {
      const field = state.shared.seal?.fields.find((one) => one.id === command.field);
      if (field === undefined) return refuse('unknown-field', `The sealed text has no signature field ${command.field}.`);
      if (field.party !== command.party) return refuse('other-party', `Field ${field.id} is for ${field.party}, not for ${command.party}.`);
      if (state.shared.signatures.some((signature) => signature.field === field.id)) return refuse('already-signed', `Field ${field.id} is signed already.`);
      return happen({ kind: 'signing-declined', body: { field: command.field, reason: command.reason } });
    }
    case 'reopen':
      return happen({ kind: 'agreement-reopened', body: { reason: command.reason } });
    case 'join':
      if (state.shared.joined.includes(command.party)) return refuse('already-joined', `Somebody acts for ${command.party} already.`);
      return happen({ kind: 'party-joined', body: { party: command.party, person: command.person } });
    case 'grant-seat':
      return happen({ kind: 'seat-granted', body: { party: command.party, person: command.person, role: command.role } });
    case 'end-seat':
      if (!state.shared.seats.some((seat) => seat.person.person === command.person.person)) return refuse('no-seat', 'This person does not act for anybody here.');
      return happen({ kind: 'seat-ended', body: { party: command.party, person: command.person } });
    case 'erase-person':
      if (state.erased.includes(command.person.person) || state.shared.erased.includes(command.person.person)) return nothing;
      return happen({ kind: 'person-erased', body: { person: command.person } });
    case 'send-turn': {
      const newest = newestTurn(state.shared);
      if (command.answering !== (newest?.turn ?? 0)) return refuse('stale-turn', `Turn ${newest?.turn ?? 0} was sent while you were writing. What you wrote is kept; look at the new turn, then send yours.`);
      const { do: _do, ...body } = command;
      return happen({ kind: 'turn-sent', body: { turn: (newest?.turn ?? 0) + 1, ...body } });
    }
    case 'take-turn': {
      if (state.shared.turns[command.turn - 1] === undefined) return refuse('no-turn', `There is no turn ${command.turn}.`);
      return state.base === command.turn && !state.unsent ? nothing : happen({ kind: 'turn-taken', body: { turn: command.turn } });
    }
    case 'answer-clause': {
      const held = clauseNow(state, command.clause);
      if ('refused' in held) return held;
      if (held.hash !== command.hash) return refuse('stale-clause', 'The words of this clause were changed after you read them; nothing was recorded. Read the newest words and answer those.');
      const before = state.shared.answers[command.clause]?.[command.party];
      if (before?.hash === command.hash && before.answer === command.answer && before.reason === command.reason) return nothing;
      return happen({ kind: 'clause-answered', body: { clause: command.clause, hash: command.hash, answer: command.answer, reason: command.reason } });
    }
    case 'state-answer': {
      const newest = newestTurn(state.shared);
      if (newest === undefined) return refuse('no-turn', 'Nothing was sent to the other parties yet, so there is no answer of theirs to differ from.');
      if (!isParty(state, command.party)) return refuse('unknown-party', `${command.party} is not a party.`);
      const before = state.shared.stated[command.path]?.[command.party];
      if (before === undefined ? command.value === null : before.turn === newest.turn && JSON.stringify(before.value) === JSON.stringify(command.value)) return nothing;
      return happen({ kind: 'answer-stated', body: { path: command.path, value: command.value, turn: newest.turn } });
    }
    case 'comment':
      if (command.scope === 'everyone' && newestTurn(state.shared) === undefined) return refuse('no-turn', 'Nothing was sent to the other parties yet, so nobody else could read this comment.');
      return happen({ kind: 'comment-made', body: { comment: command.comment, clause: command.clause, text: command.text } });
    case 'note-issue':
      return happen({ kind: 'issue-noted', body: { issue: command.issue, clause: command.clause, title: command.title, text: command.text } });
    case 'settle-issue':
      if (state.issues[command.issue]?.scope !== command.scope) return refuse('unknown-issue', 'There is no such issue.');
      return happen({ kind: 'issue-settled', body: { issue: command.issue, decision: command.decision } });
    case 'understand-page': {
      if (state.document === null) return refuse('wrong-phase', inPhase.answered);
      if (!isParty(state, command.party)) return refuse('unknown-party', `${command.party} is not a party.`);
      const last = state.understood.at(-1);
      const { do: _do, ...body } = command;
      return last?.party === body.party && last.page === body.page && last.version === body.version && last.turn === body.turn ? nothing : happen({ kind: 'page-understood', body });
    }
    case 'clear': {
      const newest = newestTurn(state.shared);
      if (newest === undefined) return refuse('no-turn', 'No version was sent yet that could be cleared.');
      if (newest.digest !== command.digest) return refuse('stale-version', `Turn ${newest.turn} has other words than the version that you read; read it, then clear it.`);
      const names = command.clauses === 'all' ? Object.keys(newest.clauses) : command.clauses;
      const clauses: Record<string, Digest> = {};
      for (const name of names) {
        const held = clauseNow(state, name);
        if ('refused' in held) return held;
        clauses[name] = held.hash;
      }
      return Object.keys(clauses).length === 0 ? nothing : happen({ kind: 'version-cleared', body: { turn: newest.turn, digest: newest.digest, clauses } });
    }
    case 'withdraw-clearance': {
      const clauses = command.clauses.filter((clause) => state.shared.clearances[command.party]?.[clause] !== undefined);
      return clauses.length === 0 ? nothing : happen({ kind: 'clearance-withdrawn', body: { clauses } });
    }
    case 'waive': {
      if (newestTurn(state.shared) === undefined) return refuse('no-turn', 'No version was sent yet whose problems could be waived.');
      const { do: _do, ...body } = command;
      return happen({ kind: 'finding-waived', body });
    }
    case 'end-waiver': {
      const held = Object.hasOwn(state.shared.waivers, command.fingerprint) ? state.shared.waivers[command.fingerprint] : undefined;
      if (held === undefined) return refuse('not-waived', 'This problem was not waived.');
      if (held.party !== command.party) return refuse('other-party', `This waiver is ${held.party}'s; only its counsel takes it back.`);
      return happen({ kind: 'waiver-ended', body: { fingerprint: command.fingerprint } });
    }
    case 'report-obligation': {
      const { do: _do, ...body } = command;
      return happen({ kind: 'obligation-reported', body });
    }
  }
}

/** The hash that a clause has in the newest turn. */
function clauseNow(state: State, clause: string): { hash: Digest } | { refused: Refusal } {
  const newest = newestTurn(state.shared);
  if (newest === undefined) return refuse('no-turn', 'No version was sent yet.');
  const hash = Object.hasOwn(newest.clauses, clause) ? newest.clauses[clause] : undefined;
  return hash === undefined ? refuse('unknown-clause', `The newest turn has no clause "${clause}".`) : { hash };
}

function seal(state: State, command: Extract<Command, { do: 'seal' }>): Decision {
  const document = state.document;
  if (document === null) return refuse('wrong-phase', inPhase.answered);
  if (document.digest !== command.digest) return refuse('stale-version', 'The text was changed after this PDF was made; make the PDF again.');
  const open = openProposals(state);
  if (open.length > 0) return refuse('open-proposals', `${open.length} proposals are not decided; accept or decline them first.`);
  const twice = repeated(command.fields.map((field) => field.id));
  if (twice !== undefined) return refuse('field-twice', `Two signature fields are called ${twice}.`);
  const stranger = command.fields.find((field) => !isParty(state, field.party));
  if (stranger !== undefined) return refuse('unknown-party', `Field ${stranger.id} is for ${stranger.party}, which is not a party.`);
  const { do: _do, ...rest } = command;
  const body = { type: state.type, title: state.title, parties: state.parties, version: document.version, ...rest };
  return happen({ kind: 'agreement-sealed', body });
}

function sign(state: State, command: Extract<Command, { do: 'sign' }>): Decision {
  const field = state.shared.seal?.fields.find((candidate) => candidate.id === command.field);
  if (state.shared.seal === null || field === undefined) return refuse('unknown-field', `The sealed text has no signature field ${command.field}.`);
  if (field.party !== command.party) return refuse('other-party', `Field ${field.id} is for ${field.party}, not for ${command.party}.`);
  if (state.shared.signatures.some((signature) => signature.field === field.id)) return refuse('already-signed', `Field ${field.id} is signed already.`);
  if (command.sealed !== state.shared.seal.pdf) return refuse('other-document', 'The consent names another text than the one that was sealed.');
  const latest = state.shared.signatures.at(-1)?.pdf ?? state.shared.seal.pdf;
  if (command.base !== latest) return refuse('stale-version', 'Somebody signed in the meantime; the signature must be added to the newest file.');
  const { do: _do, identity = 'not-checked', ...body } = command;
  return happen({ kind: 'agreement-signed', body: { ...body, identity } });
}

const inPhase: Record<Phase, string> = {
  none: 'There is no such agreement yet.',
  created: 'The agreement has no draft yet.',
  answered: 'The agreement has no draft yet.',
  drafted: 'The agreement is a draft and not sealed.',
  sealed: 'The agreement is sealed; its text and its facts can no longer be changed.',
  'partly-signed': 'The agreement is signed in part; its text and its facts can no longer be changed.',
  signed: 'The agreement is signed by all parties.',
};

function wrongPhase(state: State, command: Command): string {
  return command.do === 'create' ? 'This agreement exists already.' : inPhase[state.phase];
}

const nothing: Decision = { events: [] };

function happen(draft: EventDraft): Decision {
  return { events: [draft] };
}

function refuse(code: RefusalCode, message: string): { refused: Refusal } {
  return { refused: { code, message } };
}

function stale(state: State, base: number): { refused: Refusal } | undefined {
  if (state.document?.version === base) return undefined;
  return refuse('stale-version', `The text is at version ${state.document?.version ?? 0} now, not at ${base}; look at the newest one and try again.`);
}

function undecided(state: State, proposal: string): { refused: Refusal } | undefined {
  const held = Object.hasOwn(state.proposals, proposal) ? state.proposals[proposal] : undefined;
  if (held === undefined) return refuse('unknown-proposal', `There is no proposal ${proposal}.`);
  return held.decision === 'open' ? undefined : refuse('already-decided', `Proposal ${proposal} was ${held.decision} before.`);
}

function isParty(state: State, id: string): boolean {
  return state.parties.some((party) => party.id === id);
}

function repeated(ids: readonly string[]): string | undefined {
  return ids.find((id, index) => ids.indexOf(id) !== index);
}
