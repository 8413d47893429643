import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCgroups } from './cgroups.ts';
import { startControlPlane } from './control-plane.ts';
import { giveAddresses } from './load-balancers.ts';
import { mountFolders } from './mounts.ts';
import { makeNetwork } from './network.ts';
import { startPolicies } from './policies.ts';
import type { NodeSettings } from './settings.ts';
import { createSupervisor } from './supervisor.ts';
import { provideVolumes } from './volumes.ts';
import { startWorker } from './worker.ts';

/**
 * The node itself, in namespaces that are its own already: `main.ts <file> owned|free`. When it ends, so does everything in them.
 * What it says is in the cluster's log/node.log; a line that begins with "ready" is the last of its start.
 */
const [file, ownership] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(file!, 'utf8')) as NodeSettings;

if (ownership === 'owned') {
  // The owner holds the other end of this pipe and writes nothing.
  process.stdin.resume().on('end', () => process.exit(0));
}

mountFolders(settings);
makeNetwork(settings);
await makeCgroups(settings);
const supervisor = createSupervisor(join(settings.folder, 'log'));
const api = await startControlPlane(settings, supervisor);
console.log('control-plane');
await startWorker(settings, supervisor);
await startPolicies(settings, supervisor);
provideVolumes(settings, api);
giveAddresses(api);
await api.waitForNode(settings.name);
console.log('ready');
