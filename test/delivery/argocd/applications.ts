import { until } from '@ameide/test-kit';
import type { Cluster } from '../cluster/start-cluster.ts';

/** What of an Application is looked at. */
export interface Application {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revisions?: readonly string[] };
    readonly health?: { readonly status: string };
    readonly reconciledAt?: string;
    readonly resources?: readonly Resource[];
    /** Of syncs, the last one last. */
    readonly history?: readonly { readonly revisions: readonly string[] }[];
  };
}

interface Resource {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly hook?: boolean;
}

const TIMEOUT = 300_000;

/** The Applications of a cluster, and its objects. */
export function applicationsOf({ kubectl }: Cluster) {
  const read = async <T>(...args: readonly string[]) =>
    JSON.parse(
      await kubectl(['get', ...args, '--ignore-not-found', '--output=json']).then((said) => said || 'null'),
    ) as T;
  const list = async () => (await read<{ items: Application[] }>('applications', '--namespace=argocd')).items;
  const one = (name: string) => read<Application | null>('application', name, '--namespace=argocd');
  /** Waits until an Application is so, and says how it is when it does not come to that. */
  const becomes = async (name: string, isSo: (application: Application) => boolean): Promise<Application> => {
    let last: Application | null = null;
    const look = async () => {
      last = await one(name);
      return last !== null && isSo(last) && last;
    };
    return until(look, { timeout: TIMEOUT }).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}\n${JSON.stringify(last?.status, null, 1)}`);
    });
  };
  return {
    read,
    list,
    one,
    becomes,
    /** Argo CD looks at the repository now, as it does when a webhook tells it of a commit. */
    async refresh(...names: readonly string[]) {
      const which = names.length > 0 ? names : ['--all'];
      const annotation = 'argocd.argoproj.io/refresh=normal';
      await kubectl(['annotate', 'applications', ...which, '--namespace=argocd', annotation, '--overwrite']);
    },
    /** As it is at this commit. */
    settles: (name: string, commit: string) => becomes(name, (application) => isSettled(application, commit)),
  };
}

export function isSettled({ status }: Application, commit: string): boolean {
  const isThere = status?.sync?.revisions?.every((revision) => revision === commit);
  return isThere === true && status?.sync?.status === 'Synced' && status.health?.status === 'Healthy';
}
