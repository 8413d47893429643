import { RunCreatedSchema, RunEndedSchema, RunStartedSchema } from '@ameide/contracts/events/v1/inference';
import { RunState } from '@ameide/contracts/inference/v1/run';
import type { EventBody } from '@ameide/event-store';
import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { RunEvent } from '../domain/run/events.ts';
import type { Ending } from '../domain/run/state.ts';
import { usageFacts } from '../frames/answer.ts';
import { wireState } from '../frames/frame.ts';

/** The event as the log keeps it: the JSON form of the message of `ameide.events.v1`. */
export function encodeRunEvent(event: RunEvent): EventBody {
  return { type: event.type, data: encode(event) as object };
}

/** @throws Error when the event is none of a run, or its data is not what the contract says. */
export function decodeRunEvent({ type, data }: EventBody): RunEvent {
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
      const facts = { runId, reason, usage: usageFacts(usage), messageId, endedAt: timestampMs(endedAt!) };
      return { type, ending: endingOf(state), ...facts };
    }
    default:
      throw new Error(`${type} is not an event of a run`);
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
      const message = { ...facts, state: wireState(ending), endedAt: timestampFromMs(endedAt) };
      return toJson(RunEndedSchema, create(RunEndedSchema, message));
    }
  }
}

function endingOf(state: RunState): Ending {
  switch (state) {
    case RunState.COMPLETED:
      return 'completed';
    case RunState.CANCELLED:
      return 'cancelled';
    default:
      return 'failed';
  }
}
