import type { Aggregates } from '../app/ports.ts';
import { evolveBaselines } from '../domain/baselines/evolve.ts';
import { projectBaselines } from '../domain/baselines/project.ts';
import { initialState as noBaselines } from '../domain/baselines/state.ts';
import { evolve as evolveModel } from '../domain/model/evolve.ts';
import { project as projectModel } from '../domain/model/project.ts';
import { initialState as noModel } from '../domain/model/state.ts';
import { evolvePatch } from '../domain/patch/evolve.ts';
import { projectPatch } from '../domain/patch/project.ts';
import { initialState as noPatch } from '../domain/patch/state.ts';
import { baselinesEventFromWire, baselinesEventToWire } from './baseline.ts';
import { contractJson } from './contract-json.ts';
import {
  layoutCommittedFromWire,
  layoutCommittedToWire,
  modelCommittedFromWire,
  modelCommittedToWire,
  patchEventFromWire,
  patchEventToWire,
} from './events.ts';

export const aggregates: Aggregates = {
  model: {
    name: 'model',
    initialState: noModel,
    evolve: evolveModel,
    project: projectModel,
    encode: modelCommittedToWire,
    decode: modelCommittedFromWire,
  },
  layout: {
    name: 'layout',
    initialState: undefined,
    evolve: () => undefined,
    project: { LayoutCommitted: () => [] },
    encode: layoutCommittedToWire,
    decode: layoutCommittedFromWire,
  },
  patch: {
    name: 'patch',
    initialState: noPatch,
    evolve: evolvePatch,
    project: projectPatch(contractJson.operations),
    encode: patchEventToWire,
    decode: patchEventFromWire,
  },
  baselines: {
    name: 'baselines',
    initialState: noBaselines,
    evolve: evolveBaselines,
    project: projectBaselines,
    encode: baselinesEventToWire,
    decode: baselinesEventFromWire,
  },
};
