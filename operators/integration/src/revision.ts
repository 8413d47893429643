import type { Observed, StoredObject } from '@ameide/operator-kit';
import { deploymentOf, rolloutOutcome } from '@ameide/primitives/objects';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import type { Integration } from './resource.ts';

/** The variable that tells a runtime which flow it has been given. */
export const REVISION = 'FLOW_REVISION';

/** The flow that a Deployment rolls out. */
export function revisionOf(live: StoredObject | undefined): string | undefined {
  const container = (live?.spec as V1DeploymentSpec | undefined)?.template.spec?.containers[0];
  return container?.env?.find(({ name }) => name === REVISION)?.value;
}

/** True if all runtimes that there are to be, and no others, serve this revision. */
export function isRolledOut(integration: Integration, revision: string, observed: Pick<Observed, 'find'>) {
  const live = deploymentOf(integration, observed);
  const { replicas } = (live?.spec ?? {}) as { replicas?: number };
  return replicas !== 0 && revisionOf(live) === revision && rolloutOutcome(integration, live).phase === 'ready';
}
