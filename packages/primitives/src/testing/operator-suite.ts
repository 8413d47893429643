import assert from 'node:assert/strict';
import {
  type AnyOperator,
  collectionPath,
  createDiscovery,
  createTransport,
  isReady,
  type Kind,
  type KubeObject,
  kindName,
  type Operator,
  type OperatorOptions,
  objectPath,
  type StoredObject,
  startOperator,
} from '@ameide/operator-kit';
import { type CustomResource, crdYaml } from '@ameide/operator-kit/schema';
import { type ApiError, startTestCluster, type TestCluster, until } from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { KubeConfig } from '@kubernetes/client-node';

const POD: Kind = { apiVersion: 'v1', kind: 'Pod' };
const NAMESPACE = 'ameide-dev';

/** What a suite is made of. */
export interface OperatorSuiteOptions {
  readonly operator: AnyOperator;
  /** The operator's kind. */
  readonly resource: CustomResource;
  /** CRDs of others that the cluster has. */
  readonly crds?: readonly string[];
  readonly options?: Partial<Pick<OperatorOptions, 'recheckMs' | 'resyncMs' | 'workers'>>;
}

/** An operator at work on a real API server. Where no namespace is given, it is `ameide-dev`. */
export interface OperatorSuite {
  readonly cluster: TestCluster;
  readonly operator: Operator;
  /** `/apis/apps/v1/namespaces/ameide-dev/deployments/orders`; without a name that of the collection. */
  path(kind: Kind, name?: string, namespace?: string): Promise<string>;
  /** @throws ApiError, 404 if it is not there */
  get(kind: Kind, name: string, namespace?: string): Promise<StoredObject>;
  list(kind: Kind, namespace?: string): Promise<readonly StoredObject[]>;
  /** Server-side apply as a person. */
  apply(object: KubeObject): Promise<StoredObject>;
  /** The same, of the operator's kind. */
  applySpec(name: string, spec: object, metadata?: Partial<KubeObject['metadata']>): Promise<StoredObject>;
  /** Says in a status what another controller would. */
  setStatus(kind: Kind, name: string, status: object, namespace?: string): Promise<void>;
  delete(kind: Kind, name: string, namespace?: string): Promise<void>;
  /** Resolves with the operator's object when `is` is true of it. */
  until(name: string, is: (object: StoredObject) => boolean, namespace?: string): Promise<StoredObject>;
  /** There are no nodes: says what kubelets would of the pods whose names begin with `pods`, until the object is ready. */
  serve(name: string, pods: string, namespace?: string): Promise<StoredObject>;
  /** Pods whose names begin with `prefix` run and are ready. */
  runPods(prefix: string, namespace?: string): Promise<void>;
  /** A Job's pod ends. */
  endPods(prefix: string, phase: 'Failed' | 'Succeeded', namespace?: string): Promise<void>;
  /** Asks the API server whether it would take an object as it is. @throws ApiError if not */
  dryRun(object: KubeObject): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a control plane with the operator's CRD, and the operator. */
export async function startOperatorSuite(suite: OperatorSuiteOptions): Promise<OperatorSuite> {
  const cluster = await startTestCluster({ controllers: true, crds: [crdYaml(suite.resource), ...(suite.crds ?? [])] });
  try {
    return await start(cluster, suite);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function start(cluster: TestCluster, suite: OperatorSuiteOptions): Promise<OperatorSuite> {
  await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  const transport = createTransport({ kubeConfig });
  const discovery = createDiscovery(transport);
  const logger = createLogger({ service: `${suite.operator.name}-operator`, level: process.env.LOG ?? 'silent' });
  const operator = startOperator(suite.operator, { kubeConfig, logger, leaderElection: false, ...suite.options });
  await operator.leading;

  const path = async (kind: Kind, name?: string, namespace = NAMESPACE) => {
    const resource = await discovery.resolve(kind);
    assert.ok(resource, `the cluster has no ${kindName(kind)}`);
    const at = resource.namespaced ? namespace : undefined;
    return name === undefined ? collectionPath(resource, at) : objectPath(resource, { name, namespace: at });
  };
  const get = async (kind: Kind, name: string, namespace?: string) =>
    cluster.request<StoredObject>('GET', await path(kind, name, namespace));
  const list = async (kind: Kind, namespace?: string) => {
    const { items } = await cluster.request<{ items: StoredObject[] }>('GET', await path(kind, undefined, namespace));
    return items;
  };
  const patch = async ({ apiVersion, kind, ...rest }: KubeObject, query: string, subresource = '') => {
    const { name, namespace } = rest.metadata;
    const at = `${await path({ apiVersion, kind }, name, namespace)}${subresource}?${query}&force=true`;
    return cluster.request<StoredObject>('PATCH', at, { apiVersion, kind, ...rest });
  };
  const setStatus: OperatorSuite['setStatus'] = async ({ apiVersion, kind }, name, status, namespace) => {
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    await patch({ apiVersion, kind, metadata, status } as KubeObject, 'fieldManager=controller', '/status');
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
  const runPods = (prefix: string, namespace?: string) => {
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() }];
    return say(prefix, { phase: 'Running', conditions }, namespace);
  };
  const own = { apiVersion: `${suite.resource.group}/${suite.resource.version}`, kind: suite.resource.kind };
  const apply = (object: KubeObject) => patch(object, 'fieldManager=person&fieldValidation=Strict');

  return {
    cluster,
    operator,
    path,
    get,
    list,
    apply,
    applySpec: (name, spec, metadata) => apply({ ...own, metadata: { ...metadata, name }, spec }),
    setStatus,
    async delete(kind, name, namespace) {
      await cluster.request('DELETE', await path(kind, name, namespace));
    },
    until: (name, is, namespace) =>
      until(async () => {
        const object = await get(own, name, namespace);
        return is(object) && object;
      }),
    serve: (name, pods, namespace) =>
      until(async () => {
        await runPods(pods, namespace);
        const object = await get(own, name, namespace);
        return isReady(object) && object;
      }),
    runPods,
    endPods: (prefix, phase, namespace) => say(prefix, { phase }, namespace),
    async dryRun({ metadata, status: _status, ...object }) {
      const { name, namespace, labels, annotations } = metadata;
      const head = { name: `dry-${name}`.slice(0, 63), ...(namespace !== undefined && { namespace }) };
      const body = { ...object, metadata: { ...head, ...(labels && { labels }), ...(annotations && { annotations }) } };
      await patch(body, 'fieldManager=test&dryRun=All&fieldValidation=Strict');
    },
    async stop() {
      await operator.stop();
      await transport.close();
      await cluster.stop();
    },
  };
}
