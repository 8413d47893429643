import type { Actor } from '../domain/patch/commands.ts';
import type { Caller } from './ports.ts';

export function actorOf({ agentId, runId }: Caller): Actor {
  return agentId === '' && runId === '' ? 'person' : 'agent';
}
