import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '@ameide/test-kit';
import { type ClusterDirectory, createClusterDirectory } from './cluster-directory.ts';
import { type ClusterProcess, startClusterProcess } from './cluster-process.ts';
import { type ClusterRequest, type ClusterRequests, clusterRequests } from './cluster-requests.ts';
import { apiServerArgs, controllerManagerArgs, etcdArgs } from './control-plane.ts';
import { installCrds } from './crds.ts';
import { kubeconfigText } from './kubeconfig.ts';

export interface TestClusterOptions {
  /** Also kube-controller-manager: garbage collection, Deployments, Jobs, namespaces, service accounts, quotas. */
  readonly controllers?: boolean;
  /** As for `installCrds`. The garbage collector knows these from the start; those of later only after half a minute. */
  readonly crds?: readonly string[];
  /** Milliseconds that each program may take to be ready; 60 s unless told. */
  readonly startTimeout?: number;
}

/** A real control plane: everything of Kubernetes but nodes, so that Pods are made and never run. */
export interface TestCluster {
  /** `https://127.0.0.1:<port>`, the same over restarts. */
  readonly url: string;
  /** For the cluster's administrator, as the text of a kubeconfig file. */
  readonly kubeconfig: string;
  /** For a service account, with a token of one hour: what an operator may do is what its roles say. */
  kubeconfigFor(namespace: string, serviceAccount: string): Promise<string>;
  /** As the administrator. */
  readonly request: ClusterRequest;
  readonly etcd: ClusterProcess;
  readonly apiServer: ClusterProcess;
  readonly controllerManager: ClusterProcess | null;
  /** Ends and removes everything. Safe to call again. */
  stop(): Promise<void>;
}

/** For a suite's `skip`: why this process cannot start a cluster, or false when it can. */
export function clusterSkipReason(): string | false {
  if (process.env.KUBERNETES_BIN) return false;
  return 'KUBERNETES_BIN is not set; "pnpm components kubernetes" builds it and "pnpm test" passes it on';
}

/**
 * Starts etcd, kube-apiserver and, when asked for, kube-controller-manager on free ports of 127.0.0.1, and resolves when
 * they serve. They end with this process, also when it is killed.
 * @throws Error with the end of a program's log when it does not start.
 */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const binaries = process.env.KUBERNETES_BIN;
  if (!binaries) throw new Error(clusterSkipReason() || '');
  const directory = await createClusterDirectory();
  const running: ClusterProcess[] = [];
  let requests: ClusterRequests | undefined;
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= Promise.all(running.map((each) => each.kill()))
      .then(() => requests?.close())
      .then(() => directory.remove());
    return stopped;
  };
  const start: Start = async (name, args, ready) => {
    const command = resolve(binaries, name);
    const startTimeout = options.startTimeout ?? 60_000;
    const started = await startClusterProcess({ name, command, args, directory: directory.path, startTimeout, ready });
    running.push(started);
    return started;
  };

  try {
    const [etcd, etcdUrl] = await startEtcd(start, directory);
    const [apiServer, url] = await onFreePort((port) =>
      startApiServer(start, directory, port, etcdUrl, options.controllers ?? false),
    );
    const ca = await readFile(directory.certificate, 'utf8');
    requests = clusterRequests(url, ca, directory.adminToken);
    const { request } = requests;
    const kubeconfig = kubeconfigText(url, ca, directory.adminToken);
    await installCrds({ request }, options.crds ?? []);
    const controllerManager = options.controllers
      ? await startControllerManager(start, directory, kubeconfig, request)
      : null;
    const kubeconfigFor = async (namespace: string, serviceAccount: string) =>
      kubeconfigText(url, ca, await serviceAccountToken(request, namespace, serviceAccount));
    return { url, kubeconfig, kubeconfigFor, request, etcd, apiServer, controllerManager, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Start = (name: string, args: readonly string[], ready: () => Promise<boolean>) => Promise<ClusterProcess>;

const PORTS_TO_TRY = 3;

/** Begins on a port that is free, and on another one when somebody else was faster. */
async function onFreePort<T>(begin: (port: number) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await begin(await freePort());
    } catch (error) {
      if (tried === PORTS_TO_TRY || !String(error).includes('address already in use')) throw error;
    }
  }
}

const startEtcd = (start: Start, directory: ClusterDirectory) =>
  onFreePort(async (port): Promise<[ClusterProcess, string]> => {
    const url = `http://127.0.0.1:${port}`;
    const ready = async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true;
    return [await start('etcd', etcdArgs(directory, url), ready), url];
  });

async function startApiServer(
  start: Start,
  directory: ClusterDirectory,
  port: number,
  etcdUrl: string,
  serviceAccounts: boolean,
): Promise<[ClusterProcess, string]> {
  const url = `https://127.0.0.1:${port}`;
  const ready = async () => {
    // The server makes its certificate before it listens.
    const ca = await readFile(directory.certificate, 'utf8').catch(() => null);
    if (ca === null) return false;
    const { request, close } = clusterRequests(url, ca, directory.adminToken);
    return succeeds(request('GET', '/readyz')).finally(close);
  };
  return [await start('kube-apiserver', apiServerArgs(directory, etcdUrl, port, serviceAccounts), ready), url];
}

async function startControllerManager(
  start: Start,
  directory: ClusterDirectory,
  kubeconfig: string,
  request: ClusterRequest,
): Promise<ClusterProcess> {
  const file = join(directory.path, 'kubeconfig');
  await writeFile(file, kubeconfig, { mode: 0o600 });
  // One of the controllers makes this account, so they run when it is there.
  const ready = () => succeeds(request('GET', '/api/v1/namespaces/default/serviceaccounts/default'));
  return start('kube-controller-manager', controllerManagerArgs(directory, file), ready);
}

async function serviceAccountToken(request: ClusterRequest, namespace: string, name: string): Promise<string> {
  const { status } = await request<{ status: { token: string } }>(
    'POST',
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  );
  return status.token;
}

async function succeeds(request: Promise<unknown>): Promise<boolean> {
  return request.then(
    () => true,
    () => false,
  );
}
