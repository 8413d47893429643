import { ServiceError } from '@ameide/service-kit/errors';
import { getProjection } from './get-projection.ts';
import { proposePatch } from './propose-patch/propose-patch.ts';
import type { AgentTool, ToolScope } from './tool.ts';

/** Every tool that an agent may be allowed to call. */
const makers: Readonly<Record<string, (scope: ToolScope) => AgentTool>> = {
  GetProjection: getProjection,
  ProposePatch: proposePatch,
};

/** @throws ServiceError invalid_argument `tool_unknown` when a name is not that of a tool */
export function requireKnownTools(names: readonly string[]): void {
  const unknown = names.filter((name) => !Object.hasOwn(makers, name));
  if (unknown.length === 0) return;
  const known = Object.keys(makers).join(', ');
  throw new ServiceError(
    'invalid_argument',
    'tool_unknown',
    `There is no tool ${unknown.join(', ')}; there are ${known}.`,
    {
      metadata: { tools: unknown.join(',') },
    },
  );
}

/** The tools that an agent may call, by name. Others do not exist for it. */
export function openTools(names: readonly string[], scope: ToolScope): ReadonlyMap<string, AgentTool> {
  requireKnownTools(names);
  return new Map(names.map((name) => [name, makers[name]!(scope)]));
}
