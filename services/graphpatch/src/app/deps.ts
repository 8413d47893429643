import type { EventStore } from '@ameide/event-store';
import type { Pool } from 'pg';
import type { Models } from './models.ts';
import type { ArtifactKind, ContractJson, ModelRows, PatchRows } from './ports.ts';
import type { Turns } from './turns.ts';

/** What use cases work with. */
export interface GraphpatchDeps {
  readonly pool: Pool;
  readonly store: EventStore;
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
