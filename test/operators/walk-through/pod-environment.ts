import { ApiError, type TestCluster } from '@ameide/operator-kit/testing';
import type { V1ConfigMap, V1EnvVar, V1Pod, V1Secret } from '@kubernetes/client-node';

/** A pod names a Secret or a ConfigMap that is not there, so its containers do not start. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
}

type Sort = 'configmaps' | 'secrets';
type Values = Readonly<Record<string, string>>;

/**
 * The variables of a pod's first container, as a kubelet finds them.
 * @throws NotThere also for what the pod mounts
 */
export async function environmentOfPod(
  cluster: TestCluster,
  { metadata, spec }: V1Pod,
): Promise<Record<string, string>> {
  const { namespace } = metadata!;
  const find = async (sort: Sort, name: string | undefined, optional: boolean | undefined): Promise<Values> => {
    const found = await valuesOf(cluster, `/api/v1/namespaces/${namespace}/${sort}/${name}`);
    if (found === undefined && !optional) throw new NotThere(`${sort.slice(0, -1)} "${name}" not found`);
    return found ?? {};
  };
  const get = async (sort: Sort, ref: { key: string; name?: string; optional?: boolean }) => {
    const value = (await find(sort, ref.name, ref.optional))[ref.key];
    if (value === undefined && !ref.optional) throw new NotThere(`couldn't find key ${ref.key} in ${sort} ${ref.name}`);
    return value;
  };
  const resolved = async ({ value, valueFrom }: V1EnvVar) => {
    if (valueFrom?.secretKeyRef) return get('secrets', valueFrom.secretKeyRef);
    if (valueFrom?.configMapKeyRef) return get('configmaps', valueFrom.configMapKeyRef);
    const field = valueFrom?.fieldRef?.fieldPath;
    return field === undefined ? value : metadata![field.slice('metadata.'.length) as 'name' | 'namespace'];
  };

  for (const { secret, configMap } of spec!.volumes ?? []) {
    if (secret) await find('secrets', secret.secretName, secret.optional);
    if (configMap) await find('configmaps', configMap.name, configMap.optional);
  }
  const [container] = spec!.containers;
  const variables: Record<string, string> = {};
  for (const { configMapRef, secretRef } of container!.envFrom ?? []) {
    if (configMapRef) Object.assign(variables, await find('configmaps', configMapRef.name, configMapRef.optional));
    if (secretRef) Object.assign(variables, await find('secrets', secretRef.name, secretRef.optional));
  }
  for (const each of container!.env ?? []) {
    const value = await resolved(each);
    if (value !== undefined) variables[each.name] = value;
  }
  return variables;
}

async function valuesOf(cluster: TestCluster, path: string): Promise<Values | undefined> {
  try {
    const { kind, data = {} } = await cluster.request<V1ConfigMap | V1Secret>('GET', path);
    if (kind !== 'Secret') return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
