import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DNS_IP, NODE_IP, POD_CIDR, REGISTRY_PORT } from '../addresses.ts';
import { cgroupName } from '../node-process.ts';
import type { NodeSettings } from './settings.ts';
import { type Supervisor, until } from './supervisor.ts';

const SOCKET = '/run/containerd/containerd.sock';

/** What runs pods: containerd, the kubelet and kube-proxy. */
export async function startWorker(settings: NodeSettings, supervisor: Supervisor): Promise<void> {
  const { name, folder, programs } = settings;
  const kubeconfig = join(folder, 'node-kubeconfig');
  await writeFile(join(folder, 'certs.d/_default/hosts.toml'), hosts);
  await writeFile(join(folder, 'containerd.toml'), containerd(settings));
  supervisor.run('containerd', programs.containerd, ['--config', join(folder, 'containerd.toml')]);
  await until('containerd', () =>
    access(SOCKET).then(
      () => true,
      () => false,
    ),
  );
  await writeFile(join(folder, 'kubelet.json'), JSON.stringify(kubelet(settings)));
  supervisor.run('kubelet', join(programs.kubernetes, 'kubelet'), [
    `--config=${join(folder, 'kubelet.json')}`,
    `--kubeconfig=${kubeconfig}`,
    `--root-dir=${join(folder, 'kubelet')}`,
    `--hostname-override=${name}`,
    `--node-ip=${NODE_IP}`,
  ]);
  await writeFile(join(folder, 'kube-proxy.json'), JSON.stringify(proxy(name, kubeconfig)));
  supervisor.run('kube-proxy', join(programs.kubernetes, 'kube-proxy'), [
    `--config=${join(folder, 'kube-proxy.json')}`,
  ]);
}

/** Whatever registry an image names, it comes from the cluster's own: nothing is looked up outside. */
const hosts = `server = "http://127.0.0.1:${REGISTRY_PORT}"
[host."http://127.0.0.1:${REGISTRY_PORT}"]
  capabilities = ["pull", "resolve"]
`;

// Where root may not make itself more important than others, runc fails on trying to, unless it is restricted.
const containerd = ({ folder, pauseImage }: NodeSettings) => `version = 2
root = "${folder}/containerd"
state = "/run/containerd"
[grpc]
  address = "${SOCKET}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${folder}/certs.d"
`;

const kubelet = ({ name, folder }: NodeSettings) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  // Whoever reaches it may do everything; nobody outside of the node does, and pods are kept from its port.
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' },
  containerRuntimeEndpoint: `unix://${SOCKET}`,
  cgroupDriver: 'cgroupfs',
  cgroupRoot: `/${cgroupName(name)}`,
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: [],
  clusterDNS: [DNS_IP],
  clusterDomain: 'cluster.local',
  resolvConf: '/run/resolv.conf',
  podLogsDir: join(folder, 'pods'),
  volumePluginDir: join(folder, 'kubelet/volume-plugins'),
  maxPods: 200,
  // Images are pulled from beside it, and the disk is the machine's.
  imageGCHighThresholdPercent: 100,
  evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '100Mi' },
});

const proxy = (name: string, kubeconfig: string) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'iptables',
  clusterCIDR: POD_CIDR,
  clientConnection: { kubeconfig },
  // Of the whole machine: not the node's to change.
  conntrack: { maxPerCore: 0, min: 0 },
  hostnameOverride: name,
});
