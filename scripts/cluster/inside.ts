import { dirname, join } from 'node:path';
import { clusterFolder } from './cluster-state.ts';
import { findNodeProcess } from './node-process.ts';
import { findPrograms } from './programs.ts';

/** A command that runs another one in the node's namespaces, with its programs and its administrator's kubeconfig. */
export async function insideNode(name: string, command: readonly string[]): Promise<string[]> {
  const folder = clusterFolder(name);
  const running = await findNodeProcess(folder);
  if (!running?.init) throw new Error(`the cluster "${name}" is not up: pnpm cluster up --name ${name}`);
  const programs = await findPrograms();
  const folders = [programs.kubernetes, programs.addons, dirname(programs.helm), '/usr/sbin', '/sbin'];
  const environment = [
    `PATH=${[...folders, process.env.PATH].join(':')}`,
    `KUBECONFIG=${join(folder, 'node-kubeconfig')}`,
    'CONTAINER_RUNTIME_ENDPOINT=unix:///run/containerd/containerd.sock',
  ];
  const namespaces = ['--mount', '--net', '--pid', '--ipc', '--uts'];
  return [
    'nsenter',
    '--target',
    String(running.init),
    ...namespaces,
    `--wdns=${process.cwd()}`,
    'env',
    ...environment,
    ...command,
  ];
}
