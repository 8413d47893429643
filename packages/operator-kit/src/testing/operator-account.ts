import { until } from '@ameide/test-kit';
import type { KubeObject } from '../api/kube-object.ts';
import { groupOf, groupVersionPath } from '../api/resource.ts';
import { pluralOf, rbacManifests, SYSTEM_NAMESPACE } from '../manifests/index.ts';
import { type AnyOperator, namesOf } from '../operator/definition.ts';
import type { TestCluster } from './cluster.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

type Account = Pick<TestCluster, 'request' | 'kubeconfigFor'>;

/**
 * Gives an operator the rights that its manifests do, and resolves with a kubeconfig of its ServiceAccount once they hold:
 * a suite that runs with it finds every right that is missing.
 */
export async function operatorKubeconfig(cluster: Account, definition: AnyOperator): Promise<string> {
  await applyManifests(cluster, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM_NAMESPACE } },
    ...rbacManifests(definition),
  ]);
  const { account } = namesOf(definition);
  await until(() => isAllowed(cluster, account, definition));
  return cluster.kubeconfigFor(SYSTEM_NAMESPACE, account);
}

/** Server-side apply, in this order, as the administrator. Objects say themselves whether they are in a namespace. */
export async function applyManifests(
  { request }: Pick<TestCluster, 'request'>,
  objects: readonly KubeObject[],
): Promise<void> {
  for (const object of objects) {
    const { name, namespace } = object.metadata;
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    const path = `${groupVersionPath(object.apiVersion)}${scope}/${pluralOf(object.kind)}/${name}`;
    await request('PATCH', `${path}?fieldManager=installer&force=true&fieldValidation=Strict`, object);
  }
}

/** The API server learns of new roles from a watch of its own. */
async function isAllowed({ request }: Account, account: string, { kind }: AnyOperator): Promise<boolean> {
  const { status } = await request<{ status: { allowed: boolean } }>('POST', REVIEWS, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: `system:serviceaccount:${SYSTEM_NAMESPACE}:${account}`,
      resourceAttributes: { group: groupOf(kind), resource: pluralOf(kind.kind), verb: 'list' },
    },
  });
  return status.allowed;
}
