import { RunRefused } from '../refusal.ts';
import { getProjection } from './get-projection.ts';
import { proposePatch } from './propose-patch.ts';
import type { AgentTool, ToolScope } from './tool.ts';

/** What a tool does to what others own, the least first. */
const EFFECTS: readonly string[] = ['read', 'propose', 'write'];

interface KnownTool {
  readonly effect: 'propose' | 'read' | 'write';
  readonly open: (scope: ToolScope) => AgentTool;
}

/** Every tool that an agent may be allowed to call. */
const TOOLS: Readonly<Record<string, KnownTool>> = {
  GetProjection: { effect: 'read', open: getProjection },
  ProposePatch: { effect: 'propose', open: proposePatch },
};

/** That an agent may call a tool, and what the tool may do at most. */
export interface ToolGrant {
  readonly name: string;
  readonly effect: string;
}

/** What is wrong with grants, one sentence each: a tool that does not exist, or that does more than is granted. */
export function grantFaults(grants: readonly ToolGrant[]): readonly string[] {
  return grants.flatMap(({ name, effect }) => {
    const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
    if (tool === undefined) return [unknownTools([name])];
    if (EFFECTS.indexOf(tool.effect) <= EFFECTS.indexOf(effect)) return [];
    return [`The tool ${name} is granted to ${effect}, and does more: it needs "${tool.effect}".`];
  });
}

/** @throws RunRefused `tool_unknown` when a name is not that of a tool */
export function requireKnownTools(names: readonly string[]): void {
  const unknown = names.filter((name) => !Object.hasOwn(TOOLS, name));
  if (unknown.length === 0) return;
  throw new RunRefused('tool_unknown', unknownTools(unknown), { tools: unknown.join(',') });
}

/** The tools that an agent may call, by name. Others do not exist for it. */
export function openTools(names: readonly string[], scope: ToolScope): ReadonlyMap<string, AgentTool> {
  requireKnownTools(names);
  return new Map(names.map((name) => [name, TOOLS[name]!.open(scope)]));
}

function unknownTools(names: readonly string[]): string {
  return `There is no tool ${names.join(', ')}; there are ${Object.keys(TOOLS).join(', ')}.`;
}
