import type { Decision } from '@ameide/event-store/domain';
import type { RunCommand } from '../domain/run/commands.ts';
import { decideRun, type RunRefusal } from '../domain/run/decide.ts';
import type { RunEvent } from '../domain/run/events.ts';
import { evolveRun } from '../domain/run/evolve.ts';
import type { RunState } from '../domain/run/state.ts';

/** What commands lead to, each on the state that those before it leave. */
export function decideAll(commands: readonly RunCommand[], state: RunState): Decision<RunEvent, RunRefusal> {
  const events: RunEvent[] = [];
  for (const command of commands) {
    const decision = decideRun(command, events.reduce(evolveRun, state));
    if ('refused' in decision) return decision;
    events.push(...decision.events);
  }
  return { events };
}
