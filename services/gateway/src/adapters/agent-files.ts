import { z } from 'zod';
import type { AgentDefinition } from '../app/ports/agents.ts';
import { readJsonFiles } from './json-files.ts';

const agentSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  name: z.string().min(1).max(100),
  description: z.string().min(1).max(500),
  /** One string for each line. */
  instructions: z
    .array(z.string())
    .transform((lines) => lines.join('\n'))
    .pipe(z.string().min(1).max(32_768)),
  tools: z.array(z.string().min(1)).max(64),
  approvalRequired: z.array(z.string().min(1)).max(64).default([]),
  artifactKinds: z.array(z.string().min(1)).max(64),
  model: z.string().min(1).max(128),
  maxSteps: z.int().min(1).max(100),
});

/** The agents that files define. */
export interface AgentFiles {
  /** By id. */
  all(): readonly AgentDefinition[];
  find(id: string): AgentDefinition | undefined;
}

/**
 * Reads the agents of a folder, one JSON file each, named by its id.
 * @param model replaces the model of every agent, if given
 * @throws Error that names the file and what is wrong with it
 */
export function readAgents(folder: URL, model: string | undefined): AgentFiles {
  const read = readJsonFiles<AgentDefinition>(folder, 'agent', agentSchema);
  const agents = model === undefined ? read : read.map((agent) => ({ ...agent, model }));
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  return { all: () => agents, find: (id) => byId.get(id) };
}
