import { applyAll, type KubeObject, keepAll, type Observed, type PlanPart } from '@ameide/operator-kit';
import {
  metricsService,
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
import type { Process } from './resource.ts';
import { versionOf } from './version.ts';

/** Who calls the process reaches the version that new workflows begin on. While that cannot be known, nothing changes. */
export function apiService(process: Process, observed: Observed<ProcessFacts>): PlanPart {
  const ref = { ...SERVICE, name: partName(process) };
  if (observed.facts.temporal.state !== 'found' && observed.find(ref) !== undefined) return keepAll([ref]);
  const wanted = versionOf(process);
  const current = currentVersion(observed.facts);
  const isThere = current !== undefined && neededVersions(process, observed).includes(current);
  const { spec, ...head } = service(process);
  const ports = spec?.ports?.filter(({ name }) => name === 'http') ?? [];
  const selector = { ...podLabels(process, 'server', isThere ? current : wanted) };
  return applyAll([{ ...head, spec: { ...spec, selector, ports } }]);
}

/** The metrics of workers of every version, with the version as a label. */
export function metricsObjects(process: Process): KubeObject[] {
  const metrics = metricsService(process, 'server');
  const monitor = serviceMonitor(process);
  return [
    { ...metrics, ...partOf(process, SERVICE, `${partName(process)}-metrics`) },
    { ...monitor, spec: { ...(monitor.spec as object), podTargetLabels: [VERSION_LABEL] } },
  ];
}
