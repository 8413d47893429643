import type { Manifest } from '../gitops/helmfile.ts';

export interface Autoscaler {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly { resource?: { target: { averageUtilization: number } }; pods?: object }[];
  readonly behavior: object;
}

export interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

export interface Policy {
  readonly ingress: readonly { readonly from: readonly Peer[]; readonly ports: readonly object[] }[];
  readonly egress: readonly { readonly to?: readonly Peer[] }[];
}

export interface Route {
  readonly hostnames: readonly string[];
  readonly parentRefs: readonly object[];
  readonly rules: readonly {
    readonly matches: readonly { readonly path: { readonly type: string; readonly value: string } }[];
    readonly timeouts: { readonly request: string };
  }[];
}

export interface Pod {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly seccompProfile: object };
  readonly containers: readonly {
    readonly env?: readonly { readonly name: string }[];
    readonly securityContext: {
      readonly readOnlyRootFilesystem: boolean;
      readonly allowPrivilegeEscalation: boolean;
      readonly capabilities: { readonly drop: readonly string[] };
    };
    readonly resources: { readonly limits: { memory?: string }; readonly requests: { memory?: string } };
    readonly startupProbe?: object;
    readonly livenessProbe?: object;
    readonly readinessProbe?: object;
  }[];
}

export function podsOf({ kind, spec }: Manifest): Pod[] {
  if (kind === 'Pod') return [spec as Pod];
  if (kind === 'Deployment' || kind === 'Job') return [(spec as { template: { spec: Pod } }).template.spec];
  return [];
}

/** The secret variables of the service, with values as a Secret would have them. */
export function secretsOf(manifests: readonly Manifest[]): Record<string, string> {
  const deployment = manifests.find(({ kind }) => kind === 'Deployment')!;
  const names = podsOf(deployment).flatMap(({ containers }) => (containers[0]?.env ?? []).map(({ name }) => name));
  const known: Record<string, string> = {
    DATABASE_URL: 'postgres://ameide_x:secret@postgres/ameide',
    CHAT_KEY_ENCRYPTION_KEYS: `first:${Buffer.alloc(32).toString('base64')}`,
  };
  return Object.fromEntries(names.map((name) => [name, known[name] ?? 'a secret of at least 32 characters']));
}

export function dataOf(manifest: Manifest): Readonly<Record<string, string>> {
  return manifest.data as Record<string, string>;
}

export function pick(values: Readonly<Record<string, string>>, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

export function serviceNames(peers: readonly Peer[]): string[] {
  return peers
    .map(({ podSelector }) => podSelector?.matchLabels)
    .filter((labels) => labels?.['app.kubernetes.io/component'] === 'service')
    .map((labels) => labels!['app.kubernetes.io/name']!)
    .sort();
}

export function namespacesOf(peers: readonly Peer[]): string[] {
  return peers.flatMap(
    ({ namespaceSelector }) => namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? [],
  );
}

export function imagesOf(value: unknown): string[] {
  return fieldsNamed('image', value).filter((image) => typeof image === 'string');
}

export function fieldsNamed(name: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === name ? [each] : fieldsNamed(name, each)));
}
