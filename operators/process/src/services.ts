import type { KubeObject, ObjectRef, Observed } from '@ameide/operator-kit';
import {
  metricsService,
  type Primitive,
  partName,
  partOf,
  podLabels,
  SERVICE,
  service,
  serviceMonitor,
  VERSION_LABEL,
} from '@ameide/primitives/objects';
import { currentVersion, neededVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { ProcessSpec } from './resource.ts';
import { versionOf } from './version.ts';

/** Who calls the process reaches the version that new workflows begin on. While that cannot be known, nothing changes. */
export function apiService(
  process: Primitive<ProcessSpec>,
  observed: Observed<ProcessFacts>,
): { readonly objects: readonly KubeObject[]; readonly keep: readonly ObjectRef[] } {
  const ref = { ...SERVICE, name: partName(process) };
  if (observed.facts.temporal.state !== 'found' && observed.find(ref) !== undefined)
    return { objects: [], keep: [ref] };
  const wanted = versionOf(process);
  const current = currentVersion(observed.facts);
  const isThere = current !== undefined && neededVersions(process, observed).includes(current);
  const { spec, ...head } = service(process);
  const ports = spec?.ports?.filter(({ name }) => name === 'http') ?? [];
  const selector = { ...podLabels(process, 'server', isThere ? current : wanted) };
  return { objects: [{ ...head, spec: { ...spec, selector, ports } }], keep: [] };
}

/** The metrics of workers of every version, with the version as a label. */
export function metricsObjects(process: Primitive<ProcessSpec>): KubeObject[] {
  const metrics = metricsService(process, 'server');
  const monitor = serviceMonitor(process);
  return [
    { ...metrics, ...partOf(process, SERVICE, `${partName(process)}-metrics`) },
    { ...monitor, spec: { ...(monitor.spec as object), podTargetLabels: [VERSION_LABEL] } },
  ];
}
