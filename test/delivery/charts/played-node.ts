import type { TestCluster } from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
  readonly status: { readonly phase: string };
}

/** Does what a node would with the pod of a migration of this image: waits for it, and lets it end with an exit code. */
export async function endMigration(
  { request }: TestCluster,
  namespace: string,
  image: string,
  exitCode: number,
  message = '',
): Promise<void> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  let pod: Pod | undefined;
  await until(async () => {
    const path = `${pods}?labelSelector=app.kubernetes.io/component=migration`;
    const { items } = await request<{ items: Pod[] }>('GET', path);
    pod = items.find(({ spec, status }) => status.phase === 'Pending' && spec.containers[0]?.image === image);
    return pod !== undefined;
  });
  const { metadata, spec } = pod!;
  const { name } = spec.containers[0]!;
  const now = new Date().toISOString();
  const terminated = {
    exitCode,
    message,
    startedAt: now,
    finishedAt: now,
    reason: exitCode === 0 ? 'Completed' : 'Error',
  };
  const status = {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    containerStatuses: [{ name, image, imageID: image, ready: false, restartCount: 0, state: { terminated } }],
  };
  await request('PATCH', `${pods}/${metadata.name}/status`, { status }, 'application/merge-patch+json');
}
