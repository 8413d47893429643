import type { Aggregates } from '../app/ports.ts';
import { evolve as evolveModel } from '../domain/model/evolve.ts';
import { project as projectModel } from '../domain/model/project.ts';
import { initialState as noModel } from '../domain/model/state.ts';
import { evolve as evolvePatch } from '../domain/patch/evolve.ts';
import { createProjection } from '../domain/patch/project.ts';
import { initialState as noPatch } from '../domain/patch/state.ts';
import { contractJson } from './contract-json.ts';
import {
  layoutCommittedFromRecord,
  layoutCommittedToRecord,
  modelCommittedFromRecord,
  modelCommittedToRecord,
  patchEventFromRecord,
  patchEventToRecord,
} from './event.ts';

export const aggregates: Aggregates = {
  model: {
    name: 'model',
    initialState: noModel,
    evolve: evolveModel,
    project: projectModel,
    encode: modelCommittedToRecord,
    decode: modelCommittedFromRecord,
  },
  layout: {
    name: 'layout',
    initialState: undefined,
    evolve: () => undefined,
    project: { LayoutCommitted: () => [] },
    encode: layoutCommittedToRecord,
    decode: layoutCommittedFromRecord,
  },
  patch: {
    name: 'patch',
    initialState: noPatch,
    evolve: evolvePatch,
    project: createProjection(contractJson.operations),
    encode: patchEventToRecord,
    decode: patchEventFromRecord,
  },
};
