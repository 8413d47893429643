import { clusterFolder, type Forward, readClusterState, writeClusterState } from './cluster-state.ts';
import { startForward } from './forward.ts';
import { kubectlOf } from './kubectl.ts';
import { withLock } from './lock.ts';
import { findNodeProcess } from './node-process.ts';
import { findPrograms } from './programs.ts';

const TARGET = /^(gateway\/)?([a-z0-9-]+)\/([a-z0-9-]+):(\d+)$/;

/**
 * Makes a port of this machine lead to `<namespace>/<service>:<port>`, or to what serves `gateway/<namespace>/<Gateway>:<port>`. It
 * stays until the cluster goes, also over restarts of the node.
 * @returns the port, a free one when 0 was asked for
 */
export function forward(name: string, target: string, from: Partial<Omit<Forward, 'target'>> = {}): Promise<number> {
  return withLock(clusterFolder(name), () => addForward(name, target, from));
}

async function addForward(
  name: string,
  target: string,
  { port = 0, address = '127.0.0.1' }: Partial<Omit<Forward, 'target'>>,
): Promise<number> {
  const state = await readClusterState(name);
  const folder = clusterFolder(name);
  const running = await findNodeProcess(folder);
  if (state === null || !running?.init)
    throw new Error(`the cluster "${name}" is not up: pnpm cluster up --name ${name}`);
  const parts = TARGET.exec(target);
  if (!parts)
    throw new Error(`"${target}" is neither <namespace>/<service>:<port> nor gateway/<namespace>/<gateway>:<port>`);
  const [, isGateway, namespace, object, targetPort] = parts;
  const host = isGateway ? await gatewayService(name, namespace!, object!) : `${object}.${namespace}`;
  const way = { address, target: `${host}:${targetPort}` };
  const known = state.forwards.find((each) => each.target === way.target && each.address === address);
  if (known && (port === 0 || port === known.port)) return known.port;
  const chosen = await startForward(folder, running.init, { ...way, port });
  await writeClusterState(name, { ...state, forwards: [...state.forwards, { ...way, port: chosen }] });
  return chosen;
}

/** Envoy Gateway gives the Service of a Gateway a name that it makes up, and labels that say whose it is. */
async function gatewayService(name: string, namespace: string, gateway: string): Promise<string> {
  const prefix = 'gateway.envoyproxy.io/owning-gateway';
  const kubectl = kubectlOf(name, await findPrograms());
  const found = await kubectl([
    ...['get', 'services', '--all-namespaces'],
    `--selector=${prefix}-name=${gateway},${prefix}-namespace=${namespace}`,
    '--output=jsonpath={range .items[*]}{.metadata.name}.{.metadata.namespace}{"\\n"}{end}',
  ]);
  const [service] = found.trim().split('\n');
  if (!service)
    throw new Error(
      `nothing serves the Gateway ${namespace}/${gateway} yet: kubectl get gateways --namespace=${namespace}`,
    );
  return service;
}
