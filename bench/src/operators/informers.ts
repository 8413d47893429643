import { KubeConfig, type KubernetesObject, KubernetesObjectApi, makeInformer } from '@kubernetes/client-node';

/**
 * Follows what the operator of Domains follows with the informer of `@kubernetes/client-node`: what to compare with. A
 * program of its own.
 */
const kubeConfig = new KubeConfig();
kubeConfig.loadFromFile(process.env.KUBECONFIG!);
const api = KubernetesObjectApi.makeApiClient(kubeConfig);
const label = 'app.kubernetes.io/managed-by=ameide-domain-operator';
const kinds = [
  ['ameide.io/v1alpha1', 'Domain', '/apis/ameide.io/v1alpha1/domains', undefined],
  ['v1', 'ServiceAccount', '/api/v1/serviceaccounts', label],
  ['networking.k8s.io/v1', 'NetworkPolicy', '/apis/networking.k8s.io/v1/networkpolicies', label],
  ['v1', 'Secret', '/api/v1/secrets', label],
  ['postgresql.cnpg.io/v1', 'DatabaseRole', '/apis/postgresql.cnpg.io/v1/databaseroles', label],
  ['postgresql.cnpg.io/v1', 'Database', '/apis/postgresql.cnpg.io/v1/databases', label],
  ['batch/v1', 'Job', '/apis/batch/v1/jobs', label],
  ['v1', 'Service', '/api/v1/services', label],
  ['apps/v1', 'Deployment', '/apis/apps/v1/deployments', label],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', '/apis/autoscaling/v2/horizontalpodautoscalers', label],
  ['policy/v1', 'PodDisruptionBudget', '/apis/policy/v1/poddisruptionbudgets', label],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', '/apis/monitoring.coreos.com/v1/servicemonitors', label],
] as const;

const informers = kinds.map(([apiVersion, kind, path, labelSelector]) => {
  const list = () =>
    api.list<KubernetesObject>(
      apiVersion,
      kind,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      labelSelector as string | undefined,
    );
  return makeInformer(kubeConfig, path, list, labelSelector);
});
await Promise.all(informers.map((informer) => informer.start()));
const objects = informers.reduce((sum, informer) => sum + informer.list().length, 0);
console.log(JSON.stringify({ msg: 'synced', objects }));
