import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeSettings } from './settings.ts';

/** Lays folders of the node's own over those of the machine that its programs write to, for the node alone. */
export function mountFolders({ folder }: NodeSettings): void {
  // What the kubelet mounts for a pod has to be seen by the container that is made in another namespace.
  mount('--make-rshared', '/');
  for (const place of ['/run', '/var/lib', '/var/log']) mount('-t', 'tmpfs', 'tmpfs', place);
  mkdirSync('/run/lock');
  for (const each of ['kubelet', 'containerd', 'pods', 'cni', 'etcd', 'pki', 'log', 'volumes', 'certs.d/_default']) {
    mkdirSync(join(folder, each), { recursive: true });
  }
  // What Go programs and the kubelet take for the way to names outside: there is none.
  writeFileSync('/run/resolv.conf', 'nameserver 127.0.0.1\n');
}

function mount(...args: readonly string[]): void {
  execFileSync('mount', args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
