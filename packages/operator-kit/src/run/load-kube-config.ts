import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ConfigError } from '@ameide/service-kit/config';
import { KubeConfig } from '../api/kube-config.ts';

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * The way to the API server: the files that KUBECONFIG names, else `~/.kube/config`, else the pod's ServiceAccount.
 *
 * @param files the value of KUBECONFIG
 * @param root where a pod's files are, for tests
 * @throws ConfigError if there is none, or it cannot be used
 */
export function loadKubeConfig(files: string | undefined, root = ''): KubeConfig {
  const { source, load } = sourceOf(files, root);
  const kubeConfig = new KubeConfig();
  try {
    load(kubeConfig);
  } catch (error) {
    throw new ConfigError([`KUBECONFIG: ${source} cannot be used: ${(error as Error).message}`]);
  }
  if (kubeConfig.getCurrentCluster() && kubeConfig.getCurrentUser()) return kubeConfig;
  const context = kubeConfig.getCurrentContext() || 'none';
  throw new ConfigError([`KUBECONFIG: ${source} has no cluster and user for its current context (${context}).`]);
}

interface Source {
  readonly source: string;
  readonly load: (kubeConfig: KubeConfig) => void;
}

function sourceOf(files: string | undefined, root: string): Source {
  const home = join(homedir(), '.kube/config');
  const token = `${root}${SERVICE_ACCOUNT_TOKEN}`;
  if (files !== undefined) return { source: files, load: (kubeConfig) => loadFiles(kubeConfig, files) };
  if (existsSync(home)) return { source: home, load: (kubeConfig) => kubeConfig.loadFromFile(home) };
  if (existsSync(token)) return { source: token, load: (kubeConfig) => kubeConfig.loadFromCluster(root) };
  const nowhere = `is not set, there is no ${home}, and this is no pod with the token of a ServiceAccount`;
  throw new ConfigError([`KUBECONFIG: ${nowhere}: set it to a kubeconfig file.`]);
}

/** As for kubectl, the first current context counts. */
function loadFiles(kubeConfig: KubeConfig, files: string): void {
  for (const file of files.split(delimiter).filter(Boolean)) {
    const next = new KubeConfig();
    next.loadFromFile(file);
    kubeConfig.mergeConfig(next, Boolean(kubeConfig.getCurrentContext()));
  }
}
