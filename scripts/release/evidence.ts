import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Helm, ReleaseName } from './helm.ts';
import { type ProgramOptions, tryProgram } from './program.ts';

/** What is kept of a release that failed, for whoever looks into it afterwards. */
export interface Evidence {
  /** @returns the folder */
  keep(id: string, about: { readonly reason: string; readonly releases: readonly ReleaseName[] }): Promise<string>;
}

export interface EvidenceOptions extends ProgramOptions {
  readonly kubectl: string;
  readonly helm: Helm;
  /** Where each release gets a folder of its own. */
  readonly folder: string;
}

/** Pods, Deployments, events and the ends of logs; never Secrets. */
export function createEvidence({ kubectl, helm, folder, ...options }: EvidenceOptions): Evidence {
  return {
    async keep(id, { reason, releases }) {
      const kept = join(folder, id);
      await mkdir(kept, { recursive: true });
      const keep = async (file: string, ...args: string[]) => {
        const { stdout, stderr } = await tryProgram(kubectl, args, options);
        await writeFile(join(kept, file), stdout + stderr);
      };
      await writeFile(join(kept, 'reason.txt'), `${reason}\n`);
      for (const namespace of new Set(releases.map((release) => release.namespace))) {
        const here = ['--namespace', namespace];
        await keep(`${namespace}.pods.txt`, 'get', 'pods', ...here, '--output', 'wide');
        await keep(`${namespace}.workloads.yaml`, 'get', 'deployments,replicasets,jobs', ...here, '--output', 'yaml');
        await keep(`${namespace}.events.txt`, 'get', 'events', ...here, '--sort-by', '.lastTimestamp');
      }
      for (const release of releases) {
        await writeFile(join(kept, `${release.name}.helm.txt`), await helm.describe(release));
        const pods = ['--selector', `app.kubernetes.io/name=${release.name}`, '--namespace', release.namespace];
        await keep(`${release.name}.describe.txt`, 'describe', 'pods', ...pods);
        const log = ['--all-containers', '--prefix', '--tail', '500', '--max-log-requests', '20'];
        await keep(`${release.name}.log`, 'logs', ...pods, ...log);
        await keep(`${release.name}.previous.log`, 'logs', '--previous', ...pods, ...log);
      }
      return kept;
    },
  };
}
