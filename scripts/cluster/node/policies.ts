import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { API_PORT, NODE_IP, POD_CIDR } from '../addresses.ts';
import { iptables } from './network.ts';
import type { NodeSettings } from './settings.ts';
import type { Supervisor } from './supervisor.ts';

const QUEUE = 100;
/** The program looks for whom it is only where pods find it. */
const SERVICE_ACCOUNT = '/run/secrets/kubernetes.io/serviceaccount';

/**
 * Enforces NetworkPolicies between pods. The first packet of each connection is put before kube-network-policies, and held up
 * until it has decided; while it does not run, none gets through.
 */
export async function startPolicies({ name, folder, programs }: NodeSettings, supervisor: Supervisor): Promise<void> {
  await mkdir(SERVICE_ACCOUNT, { recursive: true });
  const token = (await readFile(join(folder, 'pki/tokens.csv'), 'utf8')).split(',')[0]!;
  await writeFile(join(SERVICE_ACCOUNT, 'token'), token, { mode: 0o600 });
  await writeFile(join(SERVICE_ACCOUNT, 'ca.crt'), await readFile(join(folder, 'pki/api/apiserver.crt')));
  // Its own rules are of nftables, and need a kernel with CONFIG_NFT_QUEUE; these do the same on any.
  for (const side of ['-s', '-d']) {
    iptables(`-t mangle -A FORWARD ${side} ${POD_CIDR} -m conntrack --ctstate NEW -j NFQUEUE --queue-num ${QUEUE}`);
  }
  supervisor.run(
    'kube-network-policies',
    join(programs.addons, 'kube-network-policies'),
    [`--hostname-override=${name}`, '--disable-nri', '--metrics-bind-address=127.0.0.1:9080'],
    { KUBERNETES_SERVICE_HOST: NODE_IP, KUBERNETES_SERVICE_PORT: String(API_PORT) },
  );
}
