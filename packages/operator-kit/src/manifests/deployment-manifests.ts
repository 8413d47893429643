import type { V1DeploymentSpec, V1PodDisruptionBudgetSpec, V1PodSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../api/kube-object.ts';
import { type AnyOperator, namesOf } from '../operator/definition.ts';
import { SYSTEM_NAMESPACE } from './rbac-manifests.ts';

/** The ConfigMap with the variables that all operators of a platform share. */
export const PLATFORM_CONFIG = 'ameide-platform';

/**
 * A name that no registry ever serves (RFC 2606), so that nothing runs before somebody says which image it is, by digest:
 * `images` of a kustomization, or `kubectl set image`.
 */
export function imagePlaceholder({ name }: { readonly name: string }): string {
  return `registry.invalid/ameide/${name}-operator`;
}

/** Two replicas of an operator, of which one leads, by the restricted Pod Security Standard. */
export function deploymentManifests(definition: AnyOperator): readonly KubeObject[] {
  const { account } = namesOf(definition);
  const labels = { 'app.kubernetes.io/name': account, 'app.kubernetes.io/part-of': 'ameide' };
  const metadata = { name: account, namespace: SYSTEM_NAMESPACE, labels };
  const selector = { matchLabels: { 'app.kubernetes.io/name': account } };
  const spec: V1DeploymentSpec = {
    replicas: 2,
    selector,
    template: { metadata: { labels }, spec: podSpec(definition) },
  };
  // One may always go, so that a node can be drained; the other one takes over.
  const budget: V1PodDisruptionBudgetSpec = { maxUnavailable: 1, selector };
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: budget },
  ];
}

function podSpec(definition: AnyOperator): V1PodSpec {
  const { account } = namesOf(definition);
  return {
    serviceAccountName: account,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': account } },
      },
    ],
    containers: [
      {
        name: 'operator',
        image: imagePlaceholder(definition),
        envFrom: [
          { configMapRef: { name: PLATFORM_CONFIG } },
          // What only this operator reads, if it reads anything.
          { configMapRef: { name: account, optional: true } },
          { secretRef: { name: account, optional: true } },
        ],
        env: [
          { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
          { name: 'HOST_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'PORT', value: '8080' },
          { name: 'METRICS_PORT', value: '9464' },
          // One arena of glibc for all threads: each further one keeps some 10 MB that it will not need again.
          { name: 'MALLOC_ARENA_MAX', value: '1' },
          // Young objects in 4 MB, not 16: a page of a list is soon garbage, and 40 MB less at the peak of a start.
          { name: 'NODE_OPTIONS', value: '--max-semi-space-size=4' },
        ],
        ports: [
          { name: 'http', containerPort: 8080 },
          { name: 'metrics', containerPort: 9464 },
        ],
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10, failureThreshold: 3 },
        readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 5, timeoutSeconds: 3 },
        // 300 MB at 10,000 objects, and what a list of all of them takes for a moment.
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  };
}
