import {
  type AnyOperator,
  isReady,
  type KubeObject,
  type Operator,
  type OperatorOptions,
  type StoredObject,
  startOperator,
} from '@ameide/operator-kit';
import { type CustomResource, crdYaml } from '@ameide/operator-kit/schema';
import { operatorKubeconfig, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { until } from '@ameide/test-kit';
import { KubeConfig } from '@kubernetes/client-node';
import { type ClusterVerbs, clusterVerbs, DEFAULT_NAMESPACE } from './cluster-verbs.ts';

/** What a suite is made of. */
export interface OperatorSuiteOptions {
  readonly operator: AnyOperator;
  /** The operator's kind. */
  readonly resource: CustomResource;
  /** CRDs of others that the cluster has. */
  readonly crds?: readonly string[];
  readonly options?: Partial<Pick<OperatorOptions, 'recheckMs' | 'resyncMs' | 'workers'>>;
}

/** An operator at work on a real API server. */
export interface OperatorSuite extends Omit<ClusterVerbs, 'close'> {
  readonly cluster: TestCluster;
  readonly operator: Operator;
  /** Server-side apply of the operator's kind, as a person. */
  applySpec(name: string, spec: object, metadata?: Partial<KubeObject['metadata']>): Promise<StoredObject>;
  /** Resolves with the operator's object when `is` is true of it. */
  until(name: string, is: (object: StoredObject) => boolean, namespace?: string): Promise<StoredObject>;
  /** Runs the pods whose names begin with `pods` until the object is ready. */
  serve(name: string, pods: string, namespace?: string): Promise<StoredObject>;
  stop(): Promise<void>;
}

/** Starts a control plane with the operator's CRD, and the operator, with the rights that its manifests give it and no more. */
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
  await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: DEFAULT_NAMESPACE } });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(await operatorKubeconfig(cluster, suite.operator));
  const logger = createLogger({ service: `${suite.operator.name}-operator`, level: process.env.LOG ?? 'silent' });
  const operator = startOperator(suite.operator, { kubeConfig, logger, leaderElection: false, ...suite.options });
  await operator.leading;

  const { group, version, kind } = suite.resource;
  const own = { apiVersion: `${group}/${version}`, kind };
  const verbs = clusterVerbs(cluster);
  return {
    ...verbs,
    cluster,
    operator,
    applySpec: (name, spec, metadata) => verbs.apply({ ...own, metadata: { ...metadata, name }, spec }),
    until: (name, is, namespace) =>
      until(async () => {
        const object = await verbs.get(own, name, namespace);
        return is(object) && object;
      }),
    serve: (name, pods, namespace) =>
      until(async () => {
        await verbs.runPods(pods, namespace);
        const object = await verbs.get(own, name, namespace);
        return isReady(object) && object;
      }),
    async stop() {
      await operator.stop();
      await verbs.close();
      await cluster.stop();
    },
  };
}
