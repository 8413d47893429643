import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ConfigError } from '@ameide/service-kit/config';
import { KubeConfig } from '@kubernetes/client-node';

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * The way to the API server: the files that KUBECONFIG names, else `~/.kube/config`, else the pod's ServiceAccount.
 *
 * @throws ConfigError if there is none, or it cannot be used
 */
export function loadKubeConfig(files: string | undefined): KubeConfig {
  const { source, load } = sourceOf(files);
  const kubeConfig = new KubeConfig();
  try {
    load(kubeConfig);
  } catch (error) {
    throw new ConfigError([`KUBECONFIG: ${source} cannot be read: ${(error as Error).message}`]);
  }
  if (kubeConfig.getCurrentCluster() && kubeConfig.getCurrentUser()) return kubeConfig;
  const context = kubeConfig.getCurrentContext() || 'none';
  throw new ConfigError([`KUBECONFIG: ${source} has no cluster and user for its current context (${context}).`]);
}

interface Source {
  readonly source: string;
  readonly load: (kubeConfig: KubeConfig) => void;
}

function sourceOf(files: string | undefined): Source {
  const home = join(homedir(), '.kube/config');
  if (files !== undefined) return { source: files, load: (kubeConfig) => loadFiles(kubeConfig, files) };
  if (existsSync(home)) return { source: home, load: (kubeConfig) => kubeConfig.loadFromFile(home) };
  if (existsSync(TOKEN)) return { source: TOKEN, load: (kubeConfig) => kubeConfig.loadFromCluster() };
  throw new ConfigError([
    `KUBECONFIG: is not set, there is no ${home}, and this is no pod with a ServiceAccount: set it to a kubeconfig file.`,
  ]);
}

/** As for kubectl, the first file's current context counts. */
function loadFiles(kubeConfig: KubeConfig, files: string): void {
  for (const file of files.split(delimiter).filter(Boolean)) {
    const next = new KubeConfig();
    next.loadFromFile(file);
    kubeConfig.mergeConfig(next, Boolean(kubeConfig.getCurrentContext()));
  }
}
