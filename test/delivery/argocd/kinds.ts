/** The least of each kind of ameide.io that the API server takes. */
const image = `registry.example.com/ameide/orders@sha256:${'a'.repeat(64)}`;
const source = { name: 'orders', key: 'definition' };
const definition = { id: 'orders', version: '1', configMap: source };

export const KINDS: Readonly<Record<string, object>> = {
  Agent: { image, definition, models: [{ provider: 'offline', name: 'small' }] },
  AmeideTenant: { displayName: 'Acme', sku: 'Shared', environments: ['dev'] },
  Domain: { image },
  Integration: { image, source: { configMap: source } },
  Process: { image, definition, temporal: { namespace: 'orders' } },
  Projection: { image, sources: [{ context: 'orders' }], storage: { cluster: 'postgres' } },
  UISurface: { image, route: { hosts: ['orders.example.com'] } },
};

/** One of a kind, for `kubectl`. */
export const sampleOf = (kind: string) => ({
  apiVersion: 'ameide.io/v1alpha1',
  kind,
  metadata: { name: 'sample' },
  spec: KINDS[kind],
});

/** Of a project, for everything, and an Application in it for each kind: `kind-<kind>`, from the folder `kinds/<kind>`. */
export function applicationsOfKinds(repository: string, namespace: string): object[] {
  const everything = [{ group: '*', kind: '*' }];
  const destination = { server: 'https://kubernetes.default.svc', namespace };
  const project = { sourceRepos: [repository], destinations: [destination], clusterResourceWhitelist: everything };
  const object = (kind: string, name: string, spec: object) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'argocd' },
    spec,
  });
  const applications = Object.keys(KINDS).map((kind) =>
    object('Application', `kind-${kind.toLowerCase()}`, {
      project: 'kinds',
      source: { repoURL: repository, targetRevision: 'main', path: `kinds/${kind}` },
      destination,
      syncPolicy: { automated: {} },
    }),
  );
  return [object('AppProject', 'kinds', project), ...applications];
}
