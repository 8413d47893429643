import type { Aggregate, RunCommand } from '@ameide/event-store';
import type { LiveStreams } from '@ameide/live-streams';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { GatewayConfig } from '../config.ts';
import type { RunEvent } from '../domain/run/events.ts';
import type { RunState } from '../domain/run/state.ts';
import type { PeopleRows } from './directory.ts';
import type { Executor } from './executor.ts';

import type { Admission } from './limits/admission.ts';
import type { Plans } from './limits/ports.ts';
import type { Budgets, Holds } from './metering/ports.ts';

import type { OpenStreams } from './open-streams.ts';
import type { AgentPolicies, AgentRegistry, ExecuteRun, ModelProviders, RegisteredAgents } from './ports/agents.ts';
import type { Chats, Threads } from './ports/chats.ts';
import type { FrameCodec } from './ports/frames.ts';
import type { GatewayMetrics } from './ports/metrics.ts';
import type { CancelledKeys, RunLeases, RunProgress, Runs, RunTail } from './ports/runs.ts';
import type { PeopleDeps } from './subscriptions/people.ts';
import type { SubscriptionDeps } from './subscriptions/subscribe.ts';
import type { LedgerUsage } from './usage/ports.ts';

/** What works on runs. */
export interface RunDeps {
  readonly run: RunCommand;
  readonly aggregates: { readonly run: Aggregate<RunState, RunEvent> };
  readonly runs: Runs;
  readonly leases: RunLeases;
  readonly cancelledKeys: CancelledKeys;
  readonly progress: RunProgress;
  readonly holds: Holds;
  readonly liveStreams: LiveStreams;
  readonly frameCodec: FrameCodec;
  readonly threads: Threads;
  readonly agents: AgentRegistry;
  readonly executeRun: ExecuteRun;
  readonly admission: Admission;
  readonly metrics: GatewayMetrics;
  readonly logger: Logger;
  /** Aborted when this process stops and has given its runs up. */
  readonly stopped: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A UUID. */
  readonly newId: () => string;
  readonly config: GatewayConfig;
}

/** What the RPCs work with. */
export interface GatewayDeps extends RunDeps {
  readonly executor: Executor;
  readonly budgets: Budgets;
  readonly openStreams: OpenStreams;
  readonly runTail: RunTail;
  readonly subscriptions: SubscriptionDeps;
  readonly people: PeopleDeps;
  readonly directory: PeopleRows;
  readonly chats: Chats;
  readonly registered: RegisteredAgents;
  readonly agentPolicies: AgentPolicies;
  readonly plans: Plans;
  readonly ledger: LedgerUsage;
  readonly modelProviders: ModelProviders;
}
