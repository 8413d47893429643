import { join } from 'node:path';
import { findExecutable } from '../components/executable.ts';
import { helm } from '../components/helm.ts';
import { helmfile } from '../components/helmfile.ts';
import { kubernetes } from '../components/kubernetes.ts';

export type Tool = 'kubectl' | 'helm' | 'helmfile';

const HOW_TO_GET: Readonly<Record<Tool, string>> = {
  kubectl: 'https://kubernetes.io/docs/tasks/tools',
  helm: 'https://helm.sh/docs/intro/install',
  helmfile: 'https://helmfile.readthedocs.io/en/latest/#installation',
};

/** A program that its variable names (`HELM`, …), the one that `pnpm components` has installed, or one on the PATH. */
export async function lookForTool(tool: Tool): Promise<string | null> {
  const installed = { kubectl: findKubectl, helm: helm.find, helmfile: helmfile.find }[tool];
  return (await findExecutable(process.env[tool.toUpperCase()])) ?? (await installed()) ?? findExecutable(tool);
}

async function findKubectl(): Promise<string | null> {
  const folder = await kubernetes.find();
  return folder && findExecutable(join(folder, 'kubectl'));
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
