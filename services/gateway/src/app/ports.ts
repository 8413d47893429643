import type { OperationArguments } from '@ameide/agent-tools/patch-arguments';
import type { Transaction } from '@ameide/postgres';
import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { AgentPolicy } from '../domain/agent/policy.ts';
import type { AgentProfile } from '../domain/agent/profile.ts';
import type { AgentSource, RegistrationRefusal } from '../domain/agent/registration.ts';
import type { Decided, Interrupt } from '../domain/run/interrupt.ts';
import type { Piece, Said, SaidPiece, Unknown } from '../domain/run/said.ts';
import type { CancelReason, Run, Usage, WhenBusy } from '../domain/run/state.ts';
import type { ModelCall } from '../domain/usage/model-call.ts';
import type { AnswerStep, MessagePart } from './frames/answer.ts';
import type { Frame, Notice } from './frames/frame.ts';

/** Names a run. */
export interface RunRef {
  readonly tenantId: string;
  readonly runId: string;
}

/** What whoever works on a run needs to know. */
export interface RunTask extends RunRef {
  readonly threadId: string;
  readonly agentId: string;
  /** The run is executed on behalf of this user. */
  readonly requestedBy: string;
  /** Whether that user could propose changes then. No run may do more than read and propose, whoever wants it. */
  readonly mayPropose: boolean;
  readonly requestId: string;
  /** The conversation to answer: the first messages of the thread, this many. */
  readonly messageCount: number;
  /** Grows with every owner; the epoch of the run's frames. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Whether calls of models have to be reserved, because a budget may bind them. */
  readonly metered: boolean;
  /** A cancellation that an earlier owner did not get round to. */
  readonly cancelReason?: CancelReason | undefined;
  /** Whether it had to wait for other runs of its chat, and what became of those. */
  readonly enqueued: boolean;
  readonly whenBusy: WhenBusy;
  /** Attempts since the run was created, or since a person has answered, with this one. */
  readonly tries: number;
  /** What a person has answered last. */
  readonly decided?: Decided | undefined;
}

/** The rows of runs, as their events make them. */
export interface Runs {
  find(ref: RunRef): Promise<Run | undefined>;
  /** One of a user's runs, by its id; or the latest that was asked for with a key. */
  findOwn(
    tx: Transaction,
    userId: string,
    by: { readonly runId: string } | { readonly key: string },
  ): Promise<Run | undefined>;
  /** Runs of a user, and in a chat, that have not ended and do not wait for a person; those of the chat in the order in which they begin. */
  goingOn(tx: Transaction, userId: string, threadId: string): Promise<RunGoingOn[]>;
  /**
   * The runs of a chat that a run has waited for and whose answers it may see, by id; each with how many messages the conversation had
   * that it has answered.
   */
  waitedFor(task: RunTask): Promise<ReadonlyMap<string, number>>;
  /** The runs of a chat, or else of a user; the newest first. @param after the last one that was read */
  list(which: RunQuery, after: Pick<Run, 'createdAt' | 'id'> | undefined, limit: number): Promise<Run[]>;
  /** Runs in a chat that go on or were created since, in ms since 1970; the oldest first, at most 100. */
  ofThread(tenantId: string, threadId: string, since: number): Promise<Run[]>;
  /** What a user's runs have used, by day, agent and model; the last day first. @param after the last group that was read */
  usage(which: UsageQuery, after: UsageGroup | undefined, limit: number): Promise<(UsageGroup & UsageSum)[]>;
  totalUsage(which: UsageQuery): Promise<UsageSum>;
}

/** A run that has not ended. */
export type RunGoingOn = Pick<Run, 'id' | 'phase' | 'requestedBy' | 'threadId'>;

/** Which runs. */
export interface RunQuery {
  readonly tenantId: string;
  readonly of: { readonly threadId: string } | { readonly userId: string };
  /** Empty for all. */
  readonly phases: readonly Run['phase'][];
  /** Empty for all. */
  readonly agentId: string;
}

/** Whose runs, and from when to when they were created, in milliseconds since 1970. */
export interface UsageQuery {
  readonly tenantId: string;
  readonly userId: string;
  readonly createdAfter: number | undefined;
  readonly createdBefore: number | undefined;
  /** The IANA name of the zone whose days are meant. */
  readonly timeZone: string;
}

export interface UsageGroup {
  /** `2026-11-30` */
  readonly day: string;
  readonly agentId: string;
  readonly model: string;
}

export interface UsageSum {
  readonly runs: number;
  readonly failedRuns: number;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
}

/** Wakes those who follow a chat when a run is created in it, or goes on after a person has answered; a hint. */
export interface RunTail {
  listen(
    tenantId: string,
    threadId: string,
  ): {
    /** Resolves when one was created since the last `wait`, after `milliseconds`, or when the signal aborts. */
    wait(milliseconds: number, signal: AbortSignal): Promise<void>;
    stop(): void;
  };
  /** Nobody hears anything any more. */
  stop(): void;
}

/** What a lease keeps of a run while it goes on. */
export type Lease = Pick<
  RunTask,
  'attempt' | 'cancelReason' | 'decided' | 'mayPropose' | 'messageCount' | 'requestId' | 'tries'
>;

/** Says which process works on which run. */
export interface RunLeases {
  /** This process: `<host>/<process>`, unique among processes. */
  readonly owner: string;
  /** Renews the leases of these runs. Answers those that still belong to this process. */
  renew(
    runIds: readonly string[],
  ): Promise<{ readonly runId: string; readonly cancelReason?: CancelReason | undefined }[]>;
  /** Runs of all tenants that no process works on and that one should, at most `limit`. */
  expired(limit: number): Promise<RunRef[]>;
  /** Ends the leases of other processes of this process's host. */
  expireHost(): Promise<void>;
  /** Gives a run up: any process may take it over after `pauseMs`. Does nothing when it belongs to another one. */
  release(task: RunTask, pauseMs: number): Promise<void>;
  /** The attempt that would follow, if nobody works on the run now, and the request that the run came from. */
  next(ref: RunRef): Promise<Pick<Lease, 'attempt' | 'requestId' | 'tries'> | undefined>;
  /** What is created and begun in a chat happens one after the other. Writes nothing, so an append may follow. */
  lockThread(tx: Transaction, tenantId: string, threadId: string): Promise<void>;
  /** The first lease of a new run; of one that waits, without an owner. */
  insert(
    tx: Transaction,
    run: RunRef & Omit<Lease, 'attempt' | 'cancelReason' | 'decided' | 'tries'> & { readonly enqueued: boolean },
  ): Promise<Lease>;
  /** Whether the turn of a run that waits has come, or it shall be cancelled. Holds as long as its thread is locked. */
  mayBegin(tx: Transaction, runId: string): Promise<boolean>;
  /** The lease of a run that goes on after a person has answered; without an owner. Nothing when it is to be cancelled. */
  insertResumed(tx: Transaction, run: RunRef & Pick<Lease, 'decided' | 'mayPropose' | 'requestId'>): Promise<void>;
  /** Has runs of all tenants cancelled that have asked a person and were not answered in time: `approval_expired`; at most `limit`. */
  cancelOverdue(limit: number): Promise<void>;
  /** Begins an attempt; undefined when another process was faster. */
  claim(tx: Transaction, runId: string, attempt: number): Promise<Lease | undefined>;
  /**
   * Takes the lease of a run away that ends, and answers which run of its chat waits next, if any; undefined when the lease does not
   * belong to this process any more.
   */
  remove(
    tx: Transaction,
    task: RunTask,
  ): Promise<{ readonly next: string | undefined; readonly cancelReason?: CancelReason | undefined } | undefined>;
  /** Tells the owners of runs that somebody wants them cancelled. A run that waits for a person gets a lease for it. */
  requestCancel(tx: Transaction, runIds: readonly string[], reason: CancelReason): Promise<void>;
}

/** Keys that were cancelled before they were used. */
export interface CancelledKeys {
  /** What one user creates and cancels happens one after the other. Writes nothing, so an append may follow. */
  lockUser(tx: Transaction, tenantId: string, userId: string): Promise<void>;
  has(tx: Transaction, userId: string, key: string): Promise<boolean>;
  add(tx: Transaction, tenantId: string, userId: string, key: string): Promise<void>;
}

/** What a run has said so far. */
export interface Progress {
  /** Of the last frame; of the last status once the run has ended. */
  readonly index: number;
  /** Undefined when it has said nothing. */
  readonly snapshot: Said | undefined;
}

/** What runs have said, for whoever needs it when the frames are gone. */
export interface RunProgress {
  /** Keeps what a run has said so far, as long as it belongs to this process. */
  save(task: RunTask, index: number, snapshot: Said): Promise<void>;
  /** What a run had said when that was last kept. */
  find(ref: RunRef): Promise<Progress | undefined>;
  /** Keeps what a run has said that ends, in milliseconds since 1970, or that waits for a person: undefined. */
  saveLast(tx: Transaction, ref: RunRef, said: Progress, endedAt: number | undefined): Promise<void>;
  /** Removes what runs have left behind that ended before, and unused cancellations; `before` is milliseconds since 1970. */
  forget(before: number): Promise<void>;
}

/** Another process owns the run now: stop working on it. */
export class LeaseLostError extends Error {
  constructor({ runId }: RunRef) {
    super(`run ${runId} belongs to another process now`);
    this.name = 'LeaseLostError';
  }
}

/** What the chat keeps of a run. */
export interface RecordedAnswer {
  readonly parts: MessagePart[];
  readonly steps: AnswerStep[];
  readonly usage: Usage;
  readonly truncated: boolean;
  readonly artifactId: string;
}

/** The service threads. Its refusals are thrown as it made them. */
export interface Threads {
  /** What a run needs to know of a thread that the user may see. */
  find(identity: InternalIdentity, threadId: string): Promise<{ agentId: string; messageCount: number }>;
  /** @param waitedFor see {@link Runs.waitedFor}: their answers came later than the question, and belong before it */
  conversation(task: RunTask, waitedFor: ReadonlyMap<string, number>, signal: AbortSignal): Promise<Conversation>;
  /** Stores the answer, once for a run. Answers the id of the message. */
  record(task: RunTask, answer: RecordedAnswer): Promise<string>;
}

/** What is said in a chat, and by whom: by who asks, or as they tell it, by an agent or whoever instructs it. */
export interface ChatInput {
  readonly speaker: 'caller' | 'agent' | 'system' | 'person';
  readonly text: string;
}

/** A message of a chat. */
export interface SaidInChat {
  readonly id: string;
  readonly speaker: 'caller' | 'agent' | 'system';
  readonly text: string;
  /** The run that has said it, or empty. */
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Chats of a person, for protocols of others. What the service threads refuses is thrown as it made it. */
export interface Chats {
  /** An empty chat, which nobody else may read; its id. @param chat with a key that makes a repeat safe, as in `send` */
  create(identity: InternalIdentity, chat: { readonly agentId: string; readonly key: string }): Promise<string>;
  send(identity: InternalIdentity, threadId: string, said: ChatInput, key: string): Promise<void>;
  /** The newest first, at most 100. */
  latest(identity: InternalIdentity, threadId: string, limit: number): Promise<SaidInChat[]>;
  remove(identity: InternalIdentity, threadId: string): Promise<void>;
}

/** Models of a tenant, for programs of others. What the services refuse is thrown as they made it. */
export interface Models {
  /** A page of those that there are. */
  list(
    identity: InternalIdentity,
    page: { readonly titleContains: string; readonly pageToken: string },
    signal: AbortSignal,
  ): Promise<{ readonly models: readonly ModelEntry[]; readonly nextPageToken: string }>;
  /** A view of a model that fits a token budget, as text. */
  projection(
    identity: InternalIdentity,
    request: {
      readonly ref: string;
      readonly intent: 'analyze' | 'modify';
      readonly focusIds: string[];
      readonly tokenBudget: number;
    },
    signal: AbortSignal,
  ): Promise<{ readonly version: number; readonly text: string }>;
  /** Proposes a change for people to review. @param patch with the id of each node that it adds, by its kind and `ref` */
  propose(
    identity: InternalIdentity,
    patch: {
      readonly ref: string;
      readonly title: string;
      readonly operations: readonly OperationArguments[];
      readonly newId: (kind: string, ref: string) => string;
    },
    signal: AbortSignal,
  ): Promise<ProposedChange>;
  /** What has become of a proposal. */
  patch(
    identity: InternalIdentity,
    patchId: string,
    signal: AbortSignal,
  ): Promise<Readonly<Record<'ref' | 'title' | 'state' | 'reason', string>> & { readonly changes: readonly string[] }>;
}

interface ModelEntry {
  /** `artifacts/<id>/main` */
  readonly ref: string;
  readonly title: string;
  readonly kind: string;
}

interface ProposedChange {
  /** Absent when it was not stored. */
  readonly patchId?: string;
  /** The version that it was checked against. */
  readonly version: number;
  readonly changes: readonly string[];
  /** What the check has found, the errors first, in one line each. */
  readonly findings: readonly string[];
}

/** What a run answers; of a long conversation the end. */
export interface Conversation {
  /** Messages of the contract, the oldest first, for the agent's runtime and nobody else. */
  readonly messages: readonly unknown[];
  /** What their attachments hold, of the contract as well. */
  readonly attachments?: readonly unknown[];
  /** The artifact that it was about last, or empty. */
  readonly artifactId: string;
}

/** Frames as live streams keep them. */
export interface FrameCodec {
  encode(frame: Frame): Uint8Array;
  decode(data: Uint8Array): Frame;
}

/** Executes runs; aborting the signal stops the execution. Refusals are thrown as the agent's runtime made them. */
export type ExecuteRun = (
  task: RunTask,
  agent: KnownAgent,
  conversation: Conversation,
  signal: AbortSignal,
) => AsyncIterable<SaidPiece | NoticePiece | InterruptPiece | Piece<'modelCall', ModelCall> | Unknown>;

/** The agent asks a person: the last piece. */
export type InterruptPiece = Piece<'interrupt', Omit<Interrupt, 'expiresAt'>>;

/** Something that whoever reads the answer should know. */
export type NoticePiece = Piece<'notice', Pick<Notice, 'kind' | 'message'>>;

/** An agent, as its file defines it. */
export interface AgentDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What it is told before the conversation. */
  readonly instructions: string;
  /** The tools that it may call, by name. */
  readonly tools: string[];
  /** Those of them that a person approves before each call. */
  readonly approvalRequired: string[];
  /** Kinds of artifacts that it is the default agent for. */
  readonly artifactKinds: string[];
  readonly model: string;
  /** Model calls that one run may make at most. */
  readonly maxSteps: number;
}

/** An agent that people can talk to. */
export interface KnownAgent {
  /** What they see of it. */
  readonly profile: AgentProfile;
  /** The definition that the gateway's own runtime is given, or where the runtime is that was made for this agent. */
  readonly runsOn: { readonly definition: AgentDefinition } | { readonly endpoint: string };
}

/** Knows which agents a tenant has. */
export interface AgentRegistry {
  /** Whether an id is that of one of the gateway's own, which every tenant has. */
  isOwn(id: string): boolean;
  /** By id. */
  all(tenantId: string): Promise<readonly KnownAgent[]>;
  find(tenantId: string, id: string): Promise<KnownAgent | undefined>;
}

/** What tenants demand of all their agents. What was set elsewhere is known within five seconds. */
export interface AgentPolicies {
  of(tenantId: string): Promise<AgentPolicy>;
  set(by: { readonly tenantId: string; readonly actorId: string }, policy: AgentPolicy): Promise<void>;
}

/** An agent, as an operator registers it. */
export interface AgentToRegister {
  readonly profile: AgentProfile;
  readonly endpoint: string;
  readonly source: AgentSource;
}

/** The agents that operators have registered, for one tenant or, under `ALL_TENANTS`, for all. */
export interface RegisteredAgents {
  register(tenantId: string, agent: AgentToRegister): Promise<RegistrationRefusal | 'registered' | 'unchanged'>;
  /** An agent that is somebody else's, or not there, stays as it is. */
  deregister(tenantId: string, id: string, source: AgentSource): Promise<'agent_superseded' | 'done'>;
  /** Those of all tenants and the tenant's own, which stand in for the former. */
  all(tenantId: string): Promise<readonly KnownAgent[]>;
  find(tenantId: string, id: string): Promise<KnownAgent | undefined>;
}

/** What the gateway measures. Labels never name a tenant, a user or a run. */
export interface GatewayMetrics {
  /** A client began to follow a run; call the answer when it has stopped, once or more. */
  streamOpened(agent: string): () => void;
  firstToken(agent: string, seconds: number): void;
  tokens(agent: string, model: string, count: number): void;
  /** A call has used more than was held for it. */
  overrun(): void;
}

/** Who serves models, in the form of the contract's `Provider`, which `wire/` turns into one. */
export interface ProviderReport {
  readonly name: string;
  readonly protocol: string;
}

/** The providers of models that agents run on. */
export interface ModelProviders {
  /** By name, as one process of the runtime sees them. @throws ConnectError when none answers */
  report(identity: InternalIdentity, signal: AbortSignal): Promise<readonly ProviderReport[]>;
}
