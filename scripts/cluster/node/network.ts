import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_GATEWAY, NODE_IP, POD_CIDR } from '../addresses.ts';
import type { NodeSettings } from './settings.ts';

const KUBELET_PORT = 10250;

/**
 * An address for the node, and how pods get theirs. Each pod is at the end of a line of its own, so that whatever it says to
 * another passes the node's filters. Nothing leads out of the node.
 */
export function makeNetwork({ name, folder }: NodeSettings): void {
  execFileSync('hostname', [name]);
  ip('link set lo up');
  // Where the kernel has no dummy interfaces, two ends of one line do.
  ip('link add eth0 type veth peer name eth0-peer');
  ip('link set eth0-peer up');
  ip(`addr add ${NODE_IP}/24 dev eth0`);
  ip('link set eth0 up');
  // Services are reached by rules for what would leave the node, so it has to have a way out.
  ip(`route add default via ${NODE_GATEWAY}`);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  // The kubelet lets everyone in who reaches it. Pods are not to.
  iptables(`-A INPUT -s ${POD_CIDR} -p tcp --dport ${KUBELET_PORT} -j DROP`);
  writeFileSync(join(folder, 'cni/10-pods.conflist'), JSON.stringify(cni, null, 2));
}

const cni = {
  cniVersion: '1.0.0',
  name: 'pods',
  plugins: [
    {
      type: 'ptp',
      ipMasq: true,
      ipam: {
        type: 'host-local',
        dataDir: '/run/cni-addresses',
        ranges: [[{ subnet: POD_CIDR }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

function ip(args: string): void {
  execFileSync('ip', args.split(' '), { stdio: ['ignore', 'inherit', 'inherit'] });
}

export function iptables(args: string): void {
  execFileSync('iptables', ['-w', ...args.split(' ')], { stdio: ['ignore', 'inherit', 'inherit'] });
}
