import {
  RunCreatedSchema,
  RunEndedSchema,
  RunInterruptedSchema,
  RunResumedSchema,
  RunStartedSchema,
} from '@ameide/contracts/events/v1/inference';
import type { EventBody } from '@ameide/event-store';
import { instantFromWire, readStored, stored } from '@ameide/service-kit/messages';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { RunDeps } from '../app/deps.ts';
import type { RunEvent, RunResumed } from '../domain/run/events.ts';
import { evolveRun } from '../domain/run/evolve.ts';
import { projectRun } from '../domain/run/project.ts';
import { type Ending, usageOf } from '../domain/run/state.ts';
import { interruptFromWire, interruptToWire } from './interrupt.ts';
import { stateFromWire, stateToWire } from './run-state.ts';
import { whenBusyFromWire, whenBusyToWire } from './when-busy.ts';

export const aggregates: RunDeps['aggregates'] = {
  run: {
    name: 'run',
    initialState: undefined,
    evolve: evolveRun,
    project: projectRun,
    encode: runEventToWire,
    decode: runEventFromWire,
  },
};

/** @throws Error when the data is not what the contract says. */
function runEventFromWire({ type, data }: EventBody): RunEvent | undefined {
  switch (type) {
    case 'RunCreated': {
      const { $typeName, createdAt, whenBusy, ...facts } = readStored(RunCreatedSchema, data);
      return { type, ...facts, whenBusy: whenBusyFromWire(whenBusy), createdAt: instantFromWire(createdAt) };
    }
    case 'RunStarted': {
      const { $typeName, startedAt, ...facts } = readStored(RunStartedSchema, data);
      return { type, ...facts, startedAt: instantFromWire(startedAt) };
    }
    case 'RunInterrupted': {
      const { runId, interrupt, interruptedAt } = readStored(RunInterruptedSchema, data);
      return { type, runId, interrupt: interruptFromWire(interrupt), interruptedAt: instantFromWire(interruptedAt) };
    }
    case 'RunResumed': {
      const { $typeName, decision, resumedAt, ...facts } = readStored(RunResumedSchema, data);
      return { type, ...facts, decision: decision as RunResumed['decision'], resumedAt: instantFromWire(resumedAt) };
    }
    case 'RunEnded': {
      const { runId, state, reason, usage, messageId, endedAt } = readStored(RunEndedSchema, data);
      const facts = { runId, reason, usage: usageOf(usage), messageId, endedAt: instantFromWire(endedAt) };
      return { type, ending: stateFromWire(state) as Ending, ...facts };
    }
    default:
      return undefined;
  }
}

/** An event as the log keeps it: the JSON form of its message of `ameide.events.v1`. */
function runEventToWire(event: RunEvent): EventBody {
  switch (event.type) {
    case 'RunCreated':
      return stored(RunCreatedSchema, {
        ...event,
        whenBusy: whenBusyToWire(event.whenBusy),
        createdAt: timestampFromMs(event.createdAt),
      });
    case 'RunStarted':
      return stored(RunStartedSchema, { ...event, startedAt: timestampFromMs(event.startedAt) });
    case 'RunInterrupted': {
      const { runId, interrupt, interruptedAt } = event;
      return stored(RunInterruptedSchema, {
        runId,
        interrupt: interruptToWire(interrupt),
        interruptedAt: timestampFromMs(interruptedAt),
      });
    }
    case 'RunResumed': {
      return stored(RunResumedSchema, { ...event, resumedAt: timestampFromMs(event.resumedAt) });
    }
    case 'RunEnded': {
      const { ending, endedAt } = event;
      return stored(RunEndedSchema, { ...event, state: stateToWire(ending), endedAt: timestampFromMs(endedAt) });
    }
  }
}
