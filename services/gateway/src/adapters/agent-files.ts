import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AgentDefinition } from '../app/ports/agents.ts';

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
  const agents = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...readAgent(new URL(file, folder), file), ...(model !== undefined && { model }) }));
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  return { all: () => agents, find: (id) => byId.get(id) };
}

function readAgent(path: URL, file: string): AgentDefinition {
  const result = agentSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!result.success) throw new Error(`agent file ${file}: ${z.prettifyError(result.error)}`);
  if (`${result.data.id}.json` !== file) throw new Error(`agent file ${file}: it must be named ${result.data.id}.json`);
  return result.data;
}
