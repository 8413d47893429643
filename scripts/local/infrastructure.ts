import { type ProgramOptions, runProgram } from '../release/program.ts';
import { INFRASTRUCTURE, NAMESPACE, SERVERS } from './place.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number; readonly conditions?: readonly Condition[] };
}

/** What of the infrastructure applications would wait for in vain, one line each; nothing when they can be deployed. */
export async function infrastructureFaults(kubectl: string, options: ProgramOptions): Promise<string[]> {
  const list = async (kinds: string, namespace: string) => {
    const args = ['get', kinds, '--namespace', namespace, '--output', 'json'];
    // A kind that the cluster does not know has no objects.
    const text = await runProgram(kubectl, args, options).catch(() => '{"items":[]}');
    return (JSON.parse(text) as { items: KubernetesObject[] }).items;
  };
  const [servers, gatewayPods, gateways, secrets] = await Promise.all([
    list('deployments,statefulsets', INFRASTRUCTURE),
    list('deployments', 'envoy-gateway-system'),
    list('gateways.gateway.networking.k8s.io', NAMESPACE),
    list('secrets', NAMESPACE),
  ]);
  const faults: string[] = [];
  const expectReady = (where: string, name: string, found: KubernetesObject | undefined) => {
    const ready = found?.status?.readyReplicas ?? 0;
    if (!found) faults.push(`${name} is not there, in ${where}`);
    else if (ready < (found.spec?.replicas ?? 1)) faults.push(`${name} is not ready, in ${where}`);
  };
  for (const name of SERVERS)
    expectReady(
      INFRASTRUCTURE,
      name,
      servers.find(({ metadata }) => metadata.name === name),
    );
  const controller = gatewayPods.find(({ metadata }) => metadata.name === 'envoy-gateway');
  expectReady('envoy-gateway-system', 'envoy-gateway', controller);
  const gateway = gateways.find(({ metadata }) => metadata.name === 'ameide');
  const programmed = gateway?.status?.conditions?.some(
    ({ type, status }) => type === 'Programmed' && status === 'True',
  );
  if (!gateway) faults.push(`the Gateway ameide is not there, in ${NAMESPACE}`);
  else if (!programmed) faults.push(`the Gateway ameide is not programmed, in ${NAMESPACE}`);
  for (const name of ['ameide-wildcard-tls', 'ameide-internal', 'ameide-db-admin', 'ameide-workspace']) {
    if (!secrets.some(({ metadata }) => metadata.name === name))
      faults.push(`the Secret ${name} is not there, in ${NAMESPACE}`);
  }
  return faults;
}
