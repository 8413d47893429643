import { join } from 'node:path';
import { kubeconfigFile } from './cluster-state.ts';
import type { Programs } from './programs.ts';
import { runProgram } from './run-program.ts';

/** Runs kubectl as the administrator of a cluster; what it writes, or an Error with what it complains of. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export function kubectlOf(name: string, programs: Programs): Kubectl {
  return (args, input) =>
    runProgram(join(programs.kubernetes, 'kubectl'), args, {
      env: { KUBECONFIG: kubeconfigFile(name) },
      ...(input !== undefined && { input }),
    });
}
