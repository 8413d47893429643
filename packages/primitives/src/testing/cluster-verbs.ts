import assert from 'node:assert/strict';
import {
  collectionPath,
  createDiscovery,
  createTransport,
  type Kind,
  type KubeObject,
  kindName,
  objectPath,
  type StoredObject,
} from '@ameide/operator-kit';
import type { ApiError, TestCluster } from '@ameide/operator-kit/testing';
import { KubeConfig } from '@kubernetes/client-node';

const POD: Kind = { apiVersion: 'v1', kind: 'Pod' };

/** The namespace that is meant where none is given. */
export const DEFAULT_NAMESPACE = 'ameide-dev';

/** What people and other controllers do in a cluster. Where no namespace is given, it is `ameide-dev`. */
export interface ClusterVerbs {
  /** `/apis/apps/v1/namespaces/ameide-dev/deployments/orders`; without a name that of the collection. */
  path(kind: Kind, name?: string, namespace?: string): Promise<string>;
  /** @throws ApiError, 404 if it is not there */
  get(kind: Kind, name: string, namespace?: string): Promise<StoredObject>;
  /** None where the cluster lacks the kind. */
  list(kind: Kind, namespace?: string): Promise<readonly StoredObject[]>;
  /** Server-side apply as a person. */
  apply(object: KubeObject): Promise<StoredObject>;
  /** Says in a status what another controller would. */
  setStatus(kind: Kind, name: string, status: object, namespace?: string): Promise<void>;
  delete(kind: Kind, name: string, namespace?: string): Promise<void>;
  /** There are no nodes: says what kubelets would of the pods whose names begin with `prefix`. */
  runPods(prefix: string, namespace?: string): Promise<void>;
  /** Pods of Jobs end. */
  endPods(prefix: string, phase: 'Failed' | 'Succeeded', namespace?: string): Promise<void>;
  /** Asks the API server whether it would take an object as it is. @throws ApiError if not */
  dryRun(object: KubeObject): Promise<void>;
  close(): Promise<void>;
}

/** As the cluster's administrator. */
export function clusterVerbs(cluster: TestCluster): ClusterVerbs {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  const transport = createTransport({ kubeConfig });
  const discovery = createDiscovery(transport);

  const path = async (kind: Kind, name?: string, namespace = DEFAULT_NAMESPACE) => {
    const resource = await discovery.resolve(kind);
    assert.ok(resource, `the cluster has no ${kindName(kind)}`);
    const at = resource.namespaced ? namespace : undefined;
    return name === undefined ? collectionPath(resource, at) : objectPath(resource, { name, namespace: at });
  };
  const list = async (kind: Kind, namespace?: string) => {
    if ((await discovery.resolve(kind)) === undefined) return [];
    const { items } = await cluster.request<{ items: StoredObject[] }>('GET', await path(kind, undefined, namespace));
    return items.map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }));
  };
  const patch = async ({ apiVersion, kind, ...rest }: KubeObject, query: string, subresource = '') => {
    const { name, namespace } = rest.metadata;
    const at = `${await path({ apiVersion, kind }, name, namespace)}${subresource}?${query}&force=true`;
    return cluster.request<StoredObject>('PATCH', at, { apiVersion, kind, ...rest });
  };
  const setStatus: ClusterVerbs['setStatus'] = async ({ apiVersion, kind }, name, status, namespace) => {
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    await patch({ apiVersion, kind, metadata, status }, 'fieldManager=controller', '/status');
  };
  const say = async (prefix: string, status: object, namespace?: string) => {
    for (const { metadata } of await list(POD, namespace)) {
      if (!metadata.name.startsWith(prefix) || metadata.deletionTimestamp !== undefined) continue;
      // A roll-out takes pods away meanwhile.
      await setStatus(POD, metadata.name, status, namespace).catch((error: ApiError) =>
        assert.equal(error.status, 404, error.message),
      );
    }
  };

  return {
    path,
    get: async (kind, name, namespace) => cluster.request('GET', await path(kind, name, namespace)),
    list,
    apply: (object) => patch(object, 'fieldManager=person&fieldValidation=Strict'),
    setStatus,
    async delete(kind, name, namespace) {
      await cluster.request('DELETE', await path(kind, name, namespace));
    },
    runPods(prefix, namespace) {
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() }];
      return say(prefix, { phase: 'Running', conditions }, namespace);
    },
    endPods: (prefix, phase, namespace) => say(prefix, { phase }, namespace),
    async dryRun({ metadata, status: _status, ...object }) {
      const { name, namespace, labels, annotations } = metadata;
      const head = { name: `dry-${name}`.slice(0, 63), ...(namespace !== undefined && { namespace }) };
      const body = { ...object, metadata: { ...head, ...(labels && { labels }), ...(annotations && { annotations }) } };
      await patch(body, 'fieldManager=test&dryRun=All&fieldValidation=Strict');
    },
    close: () => transport.close(),
  };
}
