import type { Kind, KubeObject, OwnedKind } from '@ameide/operator-kit';
import type { Route } from '../fields/route.ts';
import type { Scaling } from '../fields/scaling.ts';
import type { WorkloadFields } from '../fields/workload.ts';
import {
  AUTOSCALER,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  NETWORK_POLICY,
  optionalKind,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
} from './api-kinds.ts';
import { httpRoute } from './http-route.ts';
import type { Primitive } from './identity.ts';
import { type NetworkPolicyOptions, networkPolicy } from './network-policy.ts';
import { autoscalers, disruptionBudgets, service, serviceAccount, serviceMonitor } from './serving.ts';
import type { PlatformSettings } from './settings.ts';

/** The kinds that a workload has beside those of all. */
export interface MoreKinds {
  /** What its pods need. */
  readonly before?: readonly Kind[];
  readonly after?: readonly Kind[];
  /** False for one whose replicas nothing but its spec sets. */
  readonly isAutoscaled?: boolean;
}

/** Every kind of object that a workload is made of; those of an API that not every cluster has are optional. */
export function workloadKinds({ before = [], after = [], isAutoscaled = true }: MoreKinds): readonly OwnedKind[] {
  const scalers = isAutoscaled ? [AUTOSCALER] : [];
  const served = [SERVICE, DEPLOYMENT, ...scalers, DISRUPTION_BUDGET];
  const all = [SERVICE_ACCOUNT, NETWORK_POLICY, ...before, ...served, ...after, SERVICE_MONITOR];
  return [...new Set(all)].map(optionalKind);
}

/** What differs between workloads. */
export interface WorkloadObjectsOptions extends NetworkPolicyOptions {
  readonly scaling: Scaling;
  /** How people reach it, if they do. */
  readonly route?: Route | undefined;
}

/** What every workload has around its pods: account, network policy, Service, scaling, route and metrics. */
export function workloadObjects(
  primitive: Primitive<WorkloadFields>,
  settings: PlatformSettings,
  { scaling, ...network }: WorkloadObjectsOptions,
): readonly KubeObject[] {
  const { route } = network;
  return [
    serviceAccount(primitive),
    networkPolicy(primitive, settings, network),
    service(primitive),
    ...autoscalers(primitive, scaling),
    ...disruptionBudgets(primitive, scaling),
    ...(route ? [httpRoute(primitive, route, settings)] : []),
    serviceMonitor(primitive),
  ];
}
