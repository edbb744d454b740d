import type { Digest } from '#agreement/record/canonical';
import type { EventBody, EventDraft, EventKind, SignatureField } from '#agreement/record/event';
import type { PersonRef } from '#agreement/record/person';
import { openProposals, phaseAfter, type Phase, type State } from '#agreement/record/state';

/** What somebody asks to happen to an agreement. */
export type Command =
  | ({ do: 'create' } & EventBody<'agreement-created'>)
  | ({ do: 'name' } & EventBody<'agreement-named'>)
  | ({ do: 'describe-parties' } & EventBody<'parties-described'>)
  | ({ do: 'answer' } & EventBody<'facts-answered'>)
  | ({ do: 'withdraw-answers' } & EventBody<'facts-withdrawn'>)
  | { do: 'draft'; digest: Digest; library: string }
  | { do: 'rewrite-clause'; clause: string; base: number; digest: Digest }
  | ({ do: 'propose' } & EventBody<'proposal-made'>)
  | { do: 'accept-proposal'; proposal: string; base: number; digest: Digest }
  | { do: 'decline-proposal'; proposal: string }
  | ({ do: 'set-aside-finding' } & EventBody<'finding-set-aside'>)
  | ({ do: 'reopen-finding' } & EventBody<'finding-reopened'>)
  | { do: 'seal'; digest: Digest; pdf: Digest; fields: SignatureField[]; despite?: string }
  | { do: 'sign'; field: string; party: string; person: PersonRef; sealed: Digest; base: Digest; pdf: Digest };

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
  | 'other-document';

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
      if (state.document?.digest === command.digest && state.document.library === command.library) return nothing;
      const version = (state.document?.version ?? 0) + 1;
      return happen({ kind: 'document-drafted', body: { version, digest: command.digest, library: command.library } });
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
  }
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
  const field = state.seal?.fields.find((candidate) => candidate.id === command.field);
  if (state.seal === null || field === undefined) return refuse('unknown-field', `The sealed text has no signature field ${command.field}.`);
  if (field.party !== command.party) return refuse('other-party', `Field ${field.id} is for ${field.party}, not for ${command.party}.`);
  if (state.signatures.some((signature) => signature.field === field.id)) return refuse('already-signed', `Field ${field.id} is signed already.`);
  if (command.sealed !== state.seal.pdf) return refuse('other-document', 'The consent names another text than the one that was sealed.');
  const latest = state.signatures.at(-1)?.pdf ?? state.seal.pdf;
  if (command.base !== latest) return refuse('stale-version', 'Somebody signed in the meantime; the signature must be added to the newest file.');
  const { do: _do, ...body } = command;
  return happen({ kind: 'agreement-signed', body: { ...body, identity: 'not-checked' } });
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
