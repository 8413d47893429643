import { join } from 'node:path';
import { findExecutable } from '../components/executable.ts';
import { components } from '../components/list.ts';

export type Tool = 'kubectl' | 'helm' | 'helmfile';

const HOW_TO_GET: Readonly<Record<Tool, string>> = {
  kubectl: 'https://kubernetes.io/docs/tasks/tools',
  helm: 'https://helm.sh/docs/intro/install',
  helmfile: 'https://helmfile.readthedocs.io/en/latest/#installation',
};

/** A program on the PATH, one that its variable names (`HELM`, …), or one that `pnpm components` has installed. */
export async function lookForTool(tool: Tool): Promise<string | null> {
  const found = await findExecutable(process.env[tool.toUpperCase()], tool);
  if (found) return found;
  for (const component of components) {
    const path = await component.find();
    const program = path && (await findExecutable(join(path, tool), path.endsWith(`/${tool}`) ? path : undefined));
    if (program) return program;
  }
  return null;
}

/** @throws Error that says how to get it */
export async function findTool(tool: Tool): Promise<string> {
  const found = await lookForTool(tool);
  if (found) return found;
  throw new Error(`There is no ${tool} on this machine: ${HOW_TO_GET[tool]}, or pnpm components.`);
}

/** For a suite's `skip`. */
export async function toolsSkipReason(...tools: Tool[]): Promise<string | false> {
  for (const tool of tools) if (!(await lookForTool(tool))) return `there is no ${tool}`;
  return false;
}
