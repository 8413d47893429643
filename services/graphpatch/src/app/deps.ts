import type { RunCommand } from '@ameide/event-store';
import type { Models } from './models.ts';
import type { Aggregates, ArtifactKind, ContractJson, ModelRows, PatchRows } from './ports.ts';
import type { Turns } from './turns.ts';

/** What use cases work with. */
export interface GraphpatchDeps {
  readonly run: RunCommand;
  readonly aggregates: Aggregates;
  readonly models: Models;
  readonly modelRows: ModelRows;
  readonly patchRows: PatchRows;
  readonly artifactKind: ArtifactKind;
  readonly json: ContractJson;
  /** Those who change the same model take turns. */
  readonly inTurn: Turns;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
