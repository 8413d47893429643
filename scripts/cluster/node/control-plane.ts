import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { API_PORT, NODE_IP, POD_CIDR, REGISTRY_PORT, SERVICE_CIDR } from '../addresses.ts';
import { kubeconfigText } from '../kubeconfig.ts';
import { type Api, createApi } from './api.ts';
import type { NodeSettings } from './settings.ts';
import { type Supervisor, until } from './supervisor.ts';

const ETCD_URL = 'http://127.0.0.1:2379';

/** The registry, etcd, the API server, the controllers and the scheduler; resolves when the API server serves. */
export async function startControlPlane(settings: NodeSettings, supervisor: Supervisor): Promise<Api> {
  const { folder, programs } = settings;
  const token = await makeSecrets(folder);
  await writeFile(join(folder, 'registry.json'), JSON.stringify(registry(settings)));
  supervisor.run('registry', programs.registry, ['serve', join(folder, 'registry.json')]);
  const run = (name: string, ...args: readonly string[]) => supervisor.run(name, join(programs.kubernetes, name), args);
  run(
    'etcd',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${ETCD_URL}`,
    `--advertise-client-urls=${ETCD_URL}`,
    '--listen-peer-urls=http://127.0.0.1:2380',
    // Of a cluster on one machine, nothing is left to agree with when that loses its power.
    '--unsafe-no-fsync',
    // As kubeadm has it: else kinds of which nothing changes get no bookmarks, and their watches pass for dead.
    '--watch-progress-notify-interval=5s',
    '--log-level=warn',
  );
  run('kube-apiserver', ...apiServerArgs(folder));
  const certificate = join(folder, 'pki/api/apiserver.crt');
  await until('the certificate of the API server', async () => (await readFile(certificate, 'utf8')).includes('END'));
  const ca = await readFile(certificate, 'utf8');
  const kubeconfig = join(folder, 'node-kubeconfig');
  await writeFile(kubeconfig, kubeconfigText(`https://${NODE_IP}:${API_PORT}`, ca, token), { mode: 0o600 });
  const api = createApi(ca, token);
  await until('the API server', async () => (await api.send('GET', '/readyz')) !== null);
  run(
    'kube-controller-manager',
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${join(folder, 'pki/service-accounts.pem')}`,
    `--root-ca-file=${certificate}`,
    `--cluster-cidr=${POD_CIDR}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  );
  run('kube-scheduler', `--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0');
  return api;
}

function apiServerArgs(folder: string): string[] {
  const key = join(folder, 'pki/service-accounts.pem');
  return [
    `--etcd-servers=${ETCD_URL}`,
    `--cert-dir=${join(folder, 'pki/api')}`,
    '--bind-address=0.0.0.0',
    `--advertise-address=${NODE_IP}`,
    `--secure-port=${API_PORT}`,
    `--service-cluster-ip-range=${SERVICE_CIDR}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--authorization-mode=Node,RBAC',
    `--token-auth-file=${join(folder, 'pki/tokens.csv')}`,
    '--allow-privileged=true',
    '--kubelet-preferred-address-types=InternalIP',
  ];
}

function registry({ registryFolder }: NodeSettings): object {
  return {
    version: '0.1',
    storage: { filesystem: { rootdirectory: registryFolder }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${REGISTRY_PORT}` },
    log: { level: 'warn' },
  };
}

/** Of the cluster, made once: the administrator's token, and the key that signs those of service accounts. */
async function makeSecrets(folder: string): Promise<string> {
  const tokens = join(folder, 'pki/tokens.csv');
  const isThere = await access(tokens).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'sec1', format: 'pem' });
    await writeFile(join(folder, 'pki/service-accounts.pem'), pem, { mode: 0o600 });
    const token = randomBytes(24).toString('hex');
    await writeFile(tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  }
  return (await readFile(tokens, 'utf8')).split(',')[0]!;
}
