import type { ChildProcess } from 'node:child_process';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { componentFolder } from '../components/cache.ts';
import { API_PORT, DNS_IP, REGISTRY_PORT } from './addresses.ts';
import {
  type ClusterState,
  clusterFolder,
  kubeconfigFile,
  readClusterState,
  writeClusterState,
} from './cluster-state.ts';
import { isListenedOn, startForward } from './forward.ts';
import { makeNodeImages, type NodeImages } from './images/node-images.ts';
import { pushImage } from './images/push-image.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { kubectlOf } from './kubectl.ts';
import { withLock } from './lock.ts';
import type { NodeSettings } from './node/settings.ts';
import { findNodeProcess, killNode, nodeFile, spawnNode } from './node-process.ts';
import { checkMachine, forwardTo, prepare, sweep } from './prepare.ts';
import { findPrograms, type Programs } from './programs.ts';

export interface UpOptions {
  readonly name: string;
  /** It ends with this process. */
  readonly owned?: boolean;
  /** What a person reads while it starts. */
  readonly say?: (line: string) => void;
}

/** What all clusters of a person pull from; images are kept once. */
export const REGISTRY_FOLDER = componentFolder('cluster-registry');
const START_MS = 300_000;

/**
 * Starts a cluster, or what is missing of one; does nothing when it is up. What was left of it by a crash is cleared away.
 * @throws Error that says what to do about it
 */
export async function up({ name, owned = false, say = () => {} }: UpOptions): Promise<void> {
  checkMachine();
  const programs = await findPrograms();
  const folder = clusterFolder(name);
  await sweep();
  await withLock(folder, async () => {
    const started = performance.now();
    const tell = (what: string) => say(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
    if (await isUp(folder)) {
      await mendForwards(name);
      return tell('it is up already');
    }
    await killNode(name, folder);
    await rm(join(folder, 'ready'), { force: true });
    const images = await makeNodeImages(programs);
    tell('images of the node are there');
    const state = await prepare(name, owned);
    const settings: NodeSettings = {
      name,
      folder,
      programs,
      pauseImage: images.pause.reference,
      registryFolder: REGISTRY_FOLDER,
    };
    await mkdir(REGISTRY_FOLDER, { recursive: true });
    await writeFile(nodeFile(folder), JSON.stringify(settings, null, 2));
    const node = spawnNode(folder, { owned });
    try {
      await finishStart({ name, state, programs, images, node, tell });
    } catch (error) {
      await killNode(name, folder);
      throw error;
    }
  });
}

interface Start {
  readonly name: string;
  readonly state: ClusterState;
  readonly programs: Programs;
  readonly images: NodeImages;
  readonly node: ChildProcess;
  readonly tell: (what: string) => void;
}

async function finishStart({ name, state, programs, images, node, tell }: Start): Promise<void> {
  const folder = clusterFolder(name);
  const init = await waitForLine(node, folder, 'control-plane');
  tell('the API server serves');
  const registryPort = await startForward(folder, init, forwardTo(state.registryPort, `127.0.0.1:${REGISTRY_PORT}`));
  const apiPort = await startForward(folder, init, forwardTo(state.apiPort, `127.0.0.1:${API_PORT}`));
  await writeClusterState(name, { ...state, registryPort, apiPort });
  await writeKubeconfig(name, apiPort);
  for (const { image, repository, tag } of Object.values(images)) {
    await pushImage(image, registryPort, repository, tag);
  }
  tell('its registry has the images of the node');
  const manifest = await readFile(join(import.meta.dirname, 'manifests/base.yaml'), 'utf8');
  // The first line is about the file.
  const filled = manifest.replace(/^#.*\n/, '').replace('COREDNS_IMAGE', images.coredns.reference);
  const kubectl = kubectlOf(name, programs);
  await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], filled.replace('DNS_IP', DNS_IP));
  await waitForLine(node, folder, 'ready');
  tell('the node is ready');
  await kubectl(['--namespace=kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=300s']);
  tell('names are resolved');
  for (const forward of state.forwards) await startForward(folder, init, forward);
  await writeFile(join(folder, 'ready'), '');
}

/** Starts again what leads into the node where somebody has ended it. */
async function mendForwards(name: string): Promise<void> {
  const folder = clusterFolder(name);
  const { registryPort, apiPort, forwards } = (await readClusterState(name))!;
  const { init } = (await findNodeProcess(folder))!;
  const registry = forwardTo(registryPort, `127.0.0.1:${REGISTRY_PORT}`);
  const api = forwardTo(apiPort, `127.0.0.1:${API_PORT}`);
  for (const each of [registry, api, ...forwards]) {
    if (!(await isListenedOn(each))) await startForward(folder, init!, each);
  }
}

/** Whether it has come up, and runs. */
export async function isUp(folder: string): Promise<boolean> {
  const ready = await access(join(folder, 'ready')).then(
    () => true,
    () => false,
  );
  return ready && (await findNodeProcess(folder)) !== null;
}

/** Process 1 of the node, when its log has this line. @throws Error with the end of the log when it does not come to it */
async function waitForLine(node: ChildProcess, folder: string, line: string): Promise<number> {
  const file = join(folder, 'log/node.log');
  const end = performance.now() + START_MS;
  for (;;) {
    const hasEnded = node.exitCode !== null || node.signalCode !== null || performance.now() > end;
    const log = await readFile(file, 'utf8');
    if (log.split('\n').includes(line)) {
      const running = await findNodeProcess(folder);
      if (running?.init) return running.init;
    }
    if (hasEnded) {
      throw new Error(`the node did not start; ${file} ends with:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`);
    }
    await sleep(50);
  }
}

async function writeKubeconfig(name: string, apiPort: number): Promise<void> {
  const folder = clusterFolder(name);
  const ca = await readFile(join(folder, 'pki/api/apiserver.crt'), 'utf8');
  const token = (await readFile(join(folder, 'pki/tokens.csv'), 'utf8')).split(',')[0]!;
  const text = kubeconfigText(`https://localhost:${apiPort}`, ca, token);
  await writeFile(kubeconfigFile(name), text, { mode: 0o600 });
}
