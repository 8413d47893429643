import { join } from 'node:path';
import { envoyGateway } from '../components/envoy-gateway.ts';
import { type ProgramOptions, type ProgramResult, runProgram, tryProgram } from '../release/program.ts';
import { findTool } from '../release/tools.ts';

export const root = join(import.meta.dirname, '../..');
export const NAMESPACE = 'ameide-local';
export const INFRASTRUCTURE = 'ameide-infra';
export const DOMAIN = 'ameide.localhost';
export const PUBLIC_PORT = 8443;
/** Servers that the lane brings itself, and their images. */
export const SERVERS = ['postgres', 'redis', 'kafka', 'keycloak', 'temporal', 's3'];

/** Which cluster the lane `local` is in: one of our own (`pnpm cluster`), or the one that kubectl talks to (kind, k3d, …). */
export type Place = { readonly kind: 'own'; readonly name: string } | { readonly kind: 'current' };

export interface PlaceStatus {
  readonly state: 'up' | 'down' | 'starting' | 'crashed';
  readonly registryPort?: number;
  readonly kubeconfig?: string;
}

/** Runs one of our own commands, `scripts/<command>/main.ts` or the like, and hands on what it says. */
export function ours(script: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  return runProgram(process.execPath, [join(root, 'scripts', script), ...args], { cwd: root, ...options });
}

/** The same, whatever its exit code. */
export function tryOurs(script: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  return tryProgram(process.execPath, [join(root, 'scripts', script), ...args], { cwd: root, ...options });
}

export async function statusOf(place: Place): Promise<PlaceStatus> {
  if (place.kind === 'current') {
    const { code } = await tryProgram(await findTool('kubectl'), ['get', '--raw', '/readyz', '--request-timeout=10s']);
    return { state: code === 0 ? 'up' : 'down' };
  }
  const [status] = JSON.parse(await ours('cluster/main.ts', ['status', '--json', '--name', place.name])) as {
    state: PlaceStatus['state'];
    kubeconfig?: string;
    ports?: { registryPort: number };
  }[];
  const { state, kubeconfig, ports } = status!;
  return { state, ...(kubeconfig && { kubeconfig }), ...(ports && { registryPort: ports.registryPort }) };
}

/** The variables by which programs find the place. @throws Error when it is not up */
export async function environmentOf(place: Place): Promise<Record<string, string>> {
  const status = await statusOf(place);
  if (status.state !== 'up') throw new Error('There is no cluster that answers: pnpm local up.');
  const gateway = await envoyGateway.find();
  const via = process.env.AMEIDE_REGISTRY_VIA ?? (status.registryPort && `localhost:${status.registryPort}`);
  return {
    ...(status.kubeconfig && { KUBECONFIG: status.kubeconfig }),
    ...(via && { AMEIDE_REGISTRY_VIA: via }),
    ...(gateway && place.kind === 'own' && { ENVOY_GATEWAY: gateway }),
    ...(place.kind === 'current' && { AMEIDE_CLUSTER: 'current' }),
  };
}

export async function helmfileLocal(args: readonly string[], options: ProgramOptions): Promise<void> {
  const [helmfile, helm] = await Promise.all([findTool('helmfile'), findTool('helm')]);
  const file = join(root, 'gitops/helmfile.yaml.gotmpl');
  await runProgram(helmfile, ['--helm-binary', helm, '--file', file, '--environment', 'local', ...args], options);
}
