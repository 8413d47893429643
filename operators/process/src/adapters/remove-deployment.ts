import { type Calls, isRefusal, NOT_FOUND } from '@ameide/primitives/temporal';
import type { Failure, Place, Removal } from '../ports.ts';
import { workerDeployment } from './worker-deployment.ts';

/** FAILED_PRECONDITION: workers have asked for work of late, or workflows need it. */
const NOT_YET = 9;

type Ask = Calls['ask'];
type Asked = Parameters<Ask>[1];

/**
 * Brings a Worker Deployment one step further on its way out of Temporal: nothing begins on it any more, then its versions go,
 * then itself. One that workers ask for stays as it is, whosever they are.
 */
export async function removeDeployment(
  ask: Ask,
  { namespace, deployment: deploymentName }: Place,
  { check, signal, identity }: { readonly check: () => void; readonly signal: AbortSignal; readonly identity: string },
): Promise<Removal> {
  const change = async (call: Asked): Promise<Failure | 'not_yet' | undefined> => {
    check();
    const answer = await ask(signal, call);
    if (!('code' in answer) || answer.code === NOT_FOUND) return undefined;
    return answer.code === NOT_YET ? 'not_yet' : failureOf(answer);
  };
  const found = await ask(signal, ({ workflowService }) =>
    workflowService.describeWorkerDeployment({ namespace, deploymentName }),
  );
  if ('code' in found) return found.code === NOT_FOUND ? { state: 'gone' } : failureOf(found);
  const { versions, token } = workerDeployment(found.value);

  for (const { version, state } of versions) {
    if (state !== 'current' && state !== 'ramping') continue;
    const polled = await isPolled(ask, { namespace, deploymentName, buildId: version }, signal);
    if (polled !== false) return polled === true ? WAITING : polled;
    const request = { namespace, deploymentName, buildId: '', conflictToken: token, identity };
    const failed = await change(({ workflowService }) =>
      state === 'current'
        ? workflowService.setWorkerDeploymentCurrentVersion({ ...request, ignoreMissingTaskQueues: true })
        : workflowService.setWorkerDeploymentRampingVersion({ ...request, ignoreMissingTaskQueues: true }),
    );
    return failed === undefined || failed === 'not_yet' ? WAITING : failed;
  }
  for (const { version, state } of versions) {
    if (state === 'draining') continue;
    const deploymentVersion = { deploymentName, buildId: version };
    const failed = await change(({ workflowService }) =>
      workflowService.deleteWorkerDeploymentVersion({ namespace, deploymentVersion, identity }),
    );
    if (failed !== undefined && failed !== 'not_yet') return failed;
  }
  if (versions.length > 0) return WAITING;
  const failed = await change(({ workflowService }) =>
    workflowService.deleteWorkerDeployment({ namespace, deploymentName, identity }),
  );
  return failed === undefined || failed === 'not_yet' ? WAITING : failed;
}

const WAITING: Removal = { state: 'waiting' };

interface Version {
  readonly namespace: string;
  readonly deploymentName: string;
  readonly buildId: string;
}

/** True if a worker of this deployment has asked one of the version's queues for work of late, as Temporal remembers it. */
async function isPolled(
  ask: Ask,
  { namespace, ...deploymentVersion }: Version,
  signal: AbortSignal,
): Promise<boolean | Failure> {
  const version = await ask(signal, ({ workflowService }) =>
    workflowService.describeWorkerDeploymentVersion({ namespace, deploymentVersion }),
  );
  if ('code' in version) return version.code === NOT_FOUND ? false : failureOf(version);
  for (const { name, type } of version.value.versionTaskQueues ?? []) {
    const queue = await ask(signal, ({ workflowService }) =>
      workflowService.describeTaskQueue({ namespace, taskQueue: { name: name ?? '' }, taskQueueType: type ?? 0 }),
    );
    if ('code' in queue) return failureOf(queue);
    const workers = queue.value.pollers ?? [];
    if (workers.some((each) => each.deploymentOptions?.deploymentName === deploymentVersion.deploymentName))
      return true;
  }
  return false;
}

function failureOf({ code, message }: { readonly code: number; readonly message: string }): Failure {
  return { state: isRefusal(code) ? 'refused' : 'unreachable', message };
}
