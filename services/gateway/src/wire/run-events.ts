import { RunCreatedSchema, RunEndedSchema, RunStartedSchema } from '@ameide/contracts/events/v1/inference';
import type { Aggregate, EventBody } from '@ameide/event-store';
import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { RunEvent } from '../domain/run/events.ts';
import { evolveRun } from '../domain/run/evolve.ts';
import { project } from '../domain/run/project.ts';
import { type Ending, initialState, type RunState, usageOf } from '../domain/run/state.ts';
import { stateFromWire, stateToWire } from './run-state.ts';

/** Runs: what the log keeps of an event is the JSON form of its message of `ameide.events.v1`. */
export const runAggregate: Aggregate<RunState, RunEvent> = {
  name: 'run',
  initialState,
  evolve: evolveRun,
  project,
  encode: (event) => ({ type: event.type, data: encode(event) as object }),
  decode,
};

/** @throws Error when the data is not what the contract says. */
function decode({ type, data }: EventBody): RunEvent | undefined {
  const json = data as JsonValue;
  switch (type) {
    case 'RunCreated': {
      const { runId, threadId, agentId, requestedBy, idempotencyKey, createdAt } = fromJson(RunCreatedSchema, json);
      return { type, runId, threadId, agentId, requestedBy, idempotencyKey, createdAt: timestampMs(createdAt!) };
    }
    case 'RunStarted': {
      const { runId, attempt, owner, startedAt } = fromJson(RunStartedSchema, json);
      return { type, runId, attempt, owner, startedAt: timestampMs(startedAt!) };
    }
    case 'RunEnded': {
      const { runId, state, reason, usage, messageId, endedAt } = fromJson(RunEndedSchema, json);
      const facts = { runId, reason, usage: usageOf(usage), messageId, endedAt: timestampMs(endedAt!) };
      return { type, ending: stateFromWire(state) as Ending, ...facts };
    }
    default:
      return undefined;
  }
}

function encode(event: RunEvent): JsonValue {
  switch (event.type) {
    case 'RunCreated': {
      const { type: _, createdAt, ...facts } = event;
      return toJson(RunCreatedSchema, create(RunCreatedSchema, { ...facts, createdAt: timestampFromMs(createdAt) }));
    }
    case 'RunStarted': {
      const { type: _, startedAt, ...facts } = event;
      return toJson(RunStartedSchema, create(RunStartedSchema, { ...facts, startedAt: timestampFromMs(startedAt) }));
    }
    case 'RunEnded': {
      const { type: _, ending, endedAt, ...facts } = event;
      const message = { ...facts, state: stateToWire(ending), endedAt: timestampFromMs(endedAt) };
      return toJson(RunEndedSchema, create(RunEndedSchema, message));
    }
  }
}
