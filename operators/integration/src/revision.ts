import type { StoredObject } from '@ameide/operator-kit';
import type { V1DeploymentSpec } from '@kubernetes/client-node';

/** The variable that tells a runtime which flow it has been given. */
export const REVISION = 'FLOW_REVISION';

/** The flow that a Deployment rolls out. */
export function revisionOf(live: StoredObject | undefined): string | undefined {
  const container = (live?.spec as V1DeploymentSpec | undefined)?.template.spec?.containers[0];
  return container?.env?.find(({ name }) => name === REVISION)?.value;
}
