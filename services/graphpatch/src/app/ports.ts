import type { Aggregate } from '@ameide/event-store';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { BaselinesEvent } from '../domain/baselines/events.ts';
import type { BaselinesState } from '../domain/baselines/state.ts';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { ModelState } from '../domain/model/state.ts';
import type { PatchEvent } from '../domain/patch/events.ts';
import type { PatchState } from '../domain/patch/state.ts';

/** Who asks for something: a person, or an agent on behalf of one. */
export type Caller = RequestContext;

/** What commands change. A model and its layout have the id `<artifact>/<branch>`. */
export interface Aggregates {
  readonly model: Aggregate<ModelState, ModelCommitted>;
  /** How a model is drawn; nothing is decided on it. */
  readonly layout: Aggregate<undefined, LayoutCommitted>;
  readonly patch: Aggregate<PatchState, PatchEvent>;
  /** Those of one model. */
  readonly baselines: Aggregate<BaselinesState, BaselinesEvent>;
}
