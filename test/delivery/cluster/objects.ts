import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Objects for a cluster's own tests: small, and as confined as everything is that runs in it. */

export const NAMESPACE = 'basics';
const USER = 10001;
const PORT = 8080;
const PROGRAM = readFileSync(join(import.meta.dirname, 'pod-program.mjs'), 'utf8');
/** Takes more and more memory. */
export const GLUTTONY = 'const held = []; setInterval(() => held.push(Buffer.alloc(8 << 20, 1)), 10)';

interface NodePod {
  readonly image: string;
  readonly code?: string;
  readonly memory?: string;
  readonly volume?: string;
}

const podSpec = ({ image, code = PROGRAM, memory = '128Mi', volume }: NodePod) => ({
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 1,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [
    {
      name: 'node',
      image,
      args: ['--input-type=module', '--eval', code],
      resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory } },
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
      ...(code === PROGRAM && { readinessProbe: { httpGet: { path: '/', port: PORT }, periodSeconds: 1 } }),
      ...(volume !== undefined && { volumeMounts: [{ name: volume, mountPath: '/data' }] }),
    },
  ],
});

const service = (name: string, selector: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE },
  spec: { selector, ports: [{ port: 80, targetPort: PORT }] },
});

/** A pod, and a Service of its name. */
export function pod(name: string, spec: NodePod, extra: Readonly<Record<string, string>> = {}): object[] {
  const labels = { app: name, ...extra };
  const restartPolicy = spec.code === undefined ? 'Always' : 'Never';
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: NAMESPACE, labels },
      spec: { ...podSpec(spec), restartPolicy },
    },
    service(name, { app: name }),
  ];
}

/** Two pods behind a Service. */
export function server(image: string): object[] {
  const labels = { app: 'server' };
  const template = { metadata: { labels }, spec: podSpec({ image }) };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'server', namespace: NAMESPACE },
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    },
    service('server', labels),
    { ...service('balanced', labels), spec: { ...service('balanced', labels).spec, type: 'LoadBalancer' } },
  ];
}

/** Writes down each of its starts, on a volume that nobody has laid out. */
export function keeper(image: string): object[] {
  const labels = { app: 'keeper' };
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'keeper', namespace: NAMESPACE },
      spec: {
        serviceName: 'keeper',
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podSpec({ image, volume: 'data' }) },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
      },
    },
    service('keeper', labels),
  ];
}

const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: NAMESPACE },
  spec,
});

export const onlyFriends = policy('only-friends', {
  podSelector: { matchLabels: { app: 'server' } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ podSelector: { matchLabels: { friend: 'yes' } } }], ports: [{ port: PORT }] }],
});

/** It may ask for names, and reach nobody. */
export const caged = policy('caged', {
  podSelector: { matchLabels: { caged: 'yes' } },
  policyTypes: ['Egress'],
  egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }],
});
