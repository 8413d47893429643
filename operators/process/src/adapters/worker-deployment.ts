import type { Connection } from '@temporalio/client';
import type { KnownVersion, VersionState, WorkerDeployment } from '../ports.ts';

type Described = Awaited<ReturnType<Connection['workflowService']['describeWorkerDeployment']>>;
type Info = NonNullable<Described['workerDeploymentInfo']>;
type Summary = NonNullable<Info['versionSummaries']>[number];
type Time = Summary['createTime'];

/** VersionDrainageStatus of Temporal's API. */
const DRAINED = 2;

/** What matters of Temporal's answer. */
export function workerDeployment({ workerDeploymentInfo: info, conflictToken }: Described): WorkerDeployment {
  const versions = (info?.versionSummaries ?? []).flatMap((summary): KnownVersion | [] => {
    const version = summary.deploymentVersion?.buildId;
    if (!version) return [];
    const state = stateOf(summary, version, info?.routingConfig ?? {});
    const deactivatedAt = state === 'draining' ? milliseconds(summary.lastDeactivationTime) : undefined;
    return { version, state, ...(deactivatedAt !== undefined && { deactivatedAt }) };
  });
  return { versions, token: conflictToken ?? new Uint8Array() };
}

/** What has once been in use drains until Temporal says that it has: it counts only every few minutes. */
function stateOf(summary: Summary, version: string, routing: NonNullable<Info['routingConfig']>): VersionState {
  if (routing.currentDeploymentVersion?.buildId === version) return 'current';
  if (routing.rampingDeploymentVersion?.buildId === version) return 'ramping';
  if (summary.drainageInfo?.status === DRAINED) return 'drained';
  const wasInUse = summary.drainageInfo?.status || summary.firstActivationTime || summary.lastDeactivationTime;
  return wasInUse ? 'draining' : 'inactive';
}

function milliseconds(time: Time): number | undefined {
  return time ? Number(time.seconds ?? 0) * 1_000 + Math.trunc((time.nanos ?? 0) / 1e6) : undefined;
}
