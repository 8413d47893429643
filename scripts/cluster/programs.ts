import { clusterPrograms } from '../components/cluster-programs.ts';
import type { Component } from '../components/component.ts';
import { containerd } from '../components/containerd.ts';
import { debianBase } from '../components/debian-base.ts';
import { dockerRegistry } from '../components/docker-registry.ts';
import { envoy } from '../components/envoy.ts';
import { envoyGateway } from '../components/envoy-gateway.ts';
import { helm } from '../components/helm.ts';
import { kubernetes } from '../components/kubernetes.ts';

const COMPONENTS = {
  kubernetes,
  addons: clusterPrograms,
  containerd,
  registry: dockerRegistry,
  helm,
  debianBase,
  envoy,
  envoyGateway,
} satisfies Record<string, Component>;

/** Where each part is: programs, and folders of programs. */
export type Programs = Readonly<Record<keyof typeof COMPONENTS, string>>;

/** @throws Error that names what this machine lacks, and how to get it */
export async function findPrograms(): Promise<Programs> {
  const found: Record<string, string> = {};
  const lacks: Component[] = [];
  for (const [key, component] of Object.entries(COMPONENTS)) {
    const path = await component.find();
    if (path === null) lacks.push(component);
    else found[key] = path;
  }
  if (lacks.length > 0) {
    const list = lacks.map(({ name, howToGet }) => `\n  ${name}: ${howToGet}`).join('');
    throw new Error(
      `a cluster needs more than this machine has:${list}\n"pnpm components ${lacks.map(({ name }) => name).join(' ')}" installs it`,
    );
  }
  return found as Programs;
}

/** For a suite's `skip`: why this process cannot start a cluster, or false when it can. */
export function clusterSkipReason(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a node needs Linux, and root';
  const lacks = Object.values(COMPONENTS).filter(({ variable }) => !process.env[variable]);
  if (lacks.length === 0) return false;
  return `"pnpm components" installs what is not there: ${lacks.map(({ name }) => name).join(', ')}`;
}
