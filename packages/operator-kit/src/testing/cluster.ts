import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterDirectory, createClusterDirectory } from './cluster-directory.ts';
import { type ClusterProcess, startClusterProcess } from './cluster-process.ts';
import { type ClusterRequest, clusterRequests } from './cluster-requests.ts';
import { apiServerArgs, controllerManagerArgs, etcdArgs, freePort } from './control-plane.ts';
import { installCrds } from './crds.ts';

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
  const started: ClusterProcess[] = [];
  let closeRequests = () => Promise.resolve();
  const stop = async () => {
    await Promise.all(started.map((process) => process.kill()));
    await closeRequests();
    await directory.remove();
  };

  async function start(name: string, args: readonly string[], ready: () => Promise<boolean>): Promise<ClusterProcess> {
    const process = await startClusterProcess({
      name,
      command: join(binaries!, name),
      args,
      directory: directory.path,
      startTimeout: options.startTimeout ?? 60_000,
      ready,
    });
    started.push(process);
    return process;
  }

  try {
    const etcdUrl = `http://127.0.0.1:${await freePort()}`;
    const etcd = await start(
      'etcd',
      etcdArgs(directory, etcdUrl),
      async () => (await fetch(`${etcdUrl}/readyz`).catch(() => null))?.ok === true,
    );

    const port = await freePort();
    const url = `https://127.0.0.1:${port}`;
    const apiServer = await start(
      'kube-apiserver',
      apiServerArgs(directory, etcdUrl, port, options.controllers ?? false),
      () => isReady(url, directory),
    );
    const ca = await readFile(certificateFile(directory), 'utf8');
    const { send, close } = clusterRequests(url, ca, directory.adminToken);
    closeRequests = close;
    const kubeconfig = kubeconfigText(url, ca, directory.adminToken);

    await installCrds({ request: send }, options.crds ?? []);
    let controllerManager: ClusterProcess | null = null;
    if (options.controllers) {
      const kubeconfigFile = join(directory.path, 'kubeconfig');
      await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
      controllerManager = await start(
        'kube-controller-manager',
        controllerManagerArgs(directory, kubeconfigFile),
        // Made by one of the controllers, so that they run when it is there.
        () => succeeds(send('GET', '/api/v1/namespaces/default/serviceaccounts/default')),
      );
    }
    return {
      url,
      kubeconfig,
      async kubeconfigFor(namespace, serviceAccount) {
        const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
        const body = {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { expirationSeconds: 3600 },
        };
        const { status } = await send<{ status: { token: string } }>('POST', path, body);
        return kubeconfigText(url, ca, status.token);
      },
      request: send,
      etcd,
      apiServer,
      controllerManager,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function certificateFile(directory: ClusterDirectory): string {
  return join(directory.certificates, 'apiserver.crt');
}

async function isReady(url: string, directory: ClusterDirectory): Promise<boolean> {
  const ca = await readFile(certificateFile(directory), 'utf8').catch(() => null);
  if (ca === null) return false;
  const { send, close } = clusterRequests(url, ca, directory.adminToken);
  return succeeds(send('GET', '/readyz')).finally(close);
}

async function succeeds(request: Promise<unknown>): Promise<boolean> {
  return request.then(
    () => true,
    () => false,
  );
}

function kubeconfigText(server: string, ca: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  });
}
