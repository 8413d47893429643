import type { RunCommand } from '@ameide/event-store';
import type { Answers, ContractJson } from './answer-ports.ts';
import type { DraftBell, DraftRows } from './drafts/ports.ts';
import type { ArtifactKind, ModelLog, ModelRows } from './model-ports.ts';
import type { ModelWorker } from './model-worker.ts';
import type { Models } from './models.ts';
import type { PatchBell, PatchRows } from './patch-ports.ts';
import type { Aggregates } from './ports.ts';
import type { ArtifactEvents, RefRows } from './ref-ports.ts';
import type { Turns } from './turns.ts';

/** What use cases work with. */
export interface GraphpatchDeps {
  readonly run: RunCommand;
  readonly aggregates: Aggregates;
  readonly models: Models;
  readonly modelRows: ModelRows;
  readonly patchRows: PatchRows;
  readonly patchBell: PatchBell;
  readonly refRows: RefRows;
  readonly draftRows: DraftRows;
  readonly draftBell: DraftBell;
  readonly log: ModelLog;
  readonly worker: ModelWorker;
  /** Names of those of which models can be imported. */
  readonly notations: ReadonlySet<string>;
  readonly artifactKind: ArtifactKind;
  readonly artifactEvents: ArtifactEvents;
  readonly json: ContractJson;
  readonly answers: Pick<
    Answers,
    'appliedAsRecorded' | 'discardedDraft' | 'noDraft' | 'rejectedCommands' | 'rejectedDraft'
  >;
  /** Those who change the same model take turns. */
  readonly inTurn: Turns;
  /** How often a watcher hears something when nothing happens. */
  readonly heartbeatMs: number;
  /** Aborted when the service ends. */
  readonly stopping: AbortSignal;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
