import { join } from 'node:path';
import { kubeconfigFile } from './cluster-state.ts';
import { makeNodeImages } from './images/node-images.ts';
import { findPrograms } from './programs.ts';
import { runProgram } from './run-program.ts';

const NAMESPACE = 'envoy-gateway-system';

/** Installs Envoy Gateway by its own chart. */
export async function installGateway(name: string): Promise<void> {
  const programs = await findPrograms();
  const { envoyGateway, envoy } = await makeNodeImages(programs);
  const values = {
    'global.images.envoyGateway.image': envoyGateway.reference,
    'global.images.envoyProxy.image': envoy.reference,
    'deployment.envoyGateway.resources.requests.cpu': '10m',
  };
  const set = Object.entries(values).map(([key, value]) => `--set=${key}=${value}`);
  const chart = join(programs.envoyGateway, 'gateway-helm');
  const args = ['upgrade', '--install', 'envoy-gateway', chart, `--namespace=${NAMESPACE}`, '--create-namespace'];
  await runProgram(programs.helm, [...args, ...set, '--wait', '--timeout=5m'], {
    env: { KUBECONFIG: kubeconfigFile(name) },
  });
}
