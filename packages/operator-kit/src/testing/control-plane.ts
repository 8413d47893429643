import { join } from 'node:path';
import type { ClusterDirectory } from './cluster-directory.ts';

/** Data that may be lost, and no peers: the port for them is any. */
export function etcdArgs(directory: ClusterDirectory, url: string): string[] {
  return [
    `--data-dir=${join(directory.path, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    '--listen-peer-urls=http://127.0.0.1:0',
    '--unsafe-no-fsync',
    // As kubeadm has it: without, a kind of which nothing changes gets no bookmarks, and its watches pass for dead.
    '--watch-progress-notify-interval=5s',
    '--log-level=warn',
  ];
}

/** `serviceAccounts`: pods need one, so something has to make them. */
export function apiServerArgs(
  directory: ClusterDirectory,
  etcdUrl: string,
  port: number,
  serviceAccounts: boolean,
): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--cert-dir=${directory.certificates}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://localhost',
    `--service-account-key-file=${directory.serviceAccountKeyFile}`,
    `--service-account-signing-key-file=${directory.serviceAccountKeyFile}`,
    '--authorization-mode=RBAC',
    // As in OpenShift: an operator whose objects block their owner's deletion needs the right to.
    '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
    `--token-auth-file=${directory.tokenFile}`,
    '--endpoint-reconciler-type=none',
    ...(serviceAccounts ? [] : ['--disable-admission-plugins=ServiceAccount']),
  ];
}

export function controllerManagerArgs(directory: ClusterDirectory, kubeconfigFile: string): string[] {
  return [
    `--kubeconfig=${kubeconfigFile}`,
    `--service-account-private-key-file=${directory.serviceAccountKeyFile}`,
    `--root-ca-file=${directory.certificate}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}
