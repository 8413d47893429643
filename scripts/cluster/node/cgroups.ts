import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cgroupHierarchies, cgroupName } from '../node-process.ts';
import type { NodeSettings } from './settings.ts';

/**
 * How much of the processors pods get beside the machine's other processes, in those: as a group of its own, all of them together
 * would weigh as much as one.
 */
const WEIGHT = 16;

/** A group of the node's own below each controller, in which the kubelet makes those of pods. */
export async function makeCgroups({ name }: NodeSettings): Promise<void> {
  for (const hierarchy of await cgroupHierarchies()) {
    const group = join(hierarchy, cgroupName(name));
    const controllers = await readFile(join(hierarchy, 'cgroup.controllers'), 'utf8').catch(() => null);
    if (controllers === null) {
      await mkdir(group, { recursive: true });
      if (basename(hierarchy).includes('cpuset')) await copyCpuset(hierarchy, group);
      await writeFile(join(group, 'cpu.shares'), String(WEIGHT * 1024), { flag: 'r+' }).catch(() => {});
      continue;
    }
    // Version 2: a group hands a controller on only if it is told to.
    await mkdir(group, { recursive: true });
    for (const folder of [hierarchy, group]) {
      for (const controller of controllers.trim().split(' ')) {
        // One that the machine does not hand on is missed by the kubelet, if it needs it.
        await writeFile(join(folder, 'cgroup.subtree_control'), `+${controller}`).catch(() => {});
      }
    }
    await writeFile(join(group, 'cpu.weight'), String(WEIGHT * 100), { flag: 'r+' }).catch(() => {});
  }
}

/** A new group of version 1 has no processor to run on. */
async function copyCpuset(from: string, to: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    await writeFile(join(to, file), await readFile(join(from, file)));
  }
}
