import { callsOf, isRefusal, NOT_FOUND, type TemporalConnection } from '@ameide/primitives/temporal';
import type { Failure, Temporal, View } from '../ports.ts';
import { removeDeployment } from './remove-deployment.ts';
import { workerDeployment } from './worker-deployment.ts';

const IDENTITY = 'ameide-process-operator';

/** Temporal behind its gRPC API, of a server with Worker Deployments (1.28 or newer). */
export function temporalClient(options: TemporalConnection): Temporal & { close(): Promise<void> } {
  const { ask, close } = callsOf(options);
  return {
    async look({ namespace, deployment }, signal): Promise<View> {
      const there = await ask(signal, ({ workflowService }) => workflowService.describeNamespace({ namespace }));
      if ('code' in there) return there.code === NOT_FOUND ? { state: 'namespace_missing' } : failure(there);
      const known = await ask(signal, ({ workflowService }) =>
        workflowService.describeWorkerDeployment({ namespace, deploymentName: deployment }),
      );
      if ('value' in known) return { state: 'found', deployment: workerDeployment(known.value) };
      if (known.code !== NOT_FOUND) return failure(known);
      return { state: 'found', deployment: { versions: [], token: new Uint8Array() } };
    },
    async makeCurrent({ namespace, deployment }, version, token, signal) {
      const request = { namespace, deploymentName: deployment, buildId: version, conflictToken: token };
      const answer = await ask(signal, ({ workflowService }) =>
        workflowService.setWorkerDeploymentCurrentVersion({ ...request, identity: IDENTITY }),
      );
      return 'code' in answer ? failure(answer) : undefined;
    },
    remove: (place, check, signal) => removeDeployment(ask, place, { check, signal, identity: IDENTITY }),
    close,
  };
}

function failure({ code, message }: { readonly code: number; readonly message: string }): Failure {
  return { state: isRefusal(code) ? 'refused' : 'unreachable', message };
}
