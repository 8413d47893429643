import { join } from 'node:path';
import { goModule } from './go-module.ts';

const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl'];
/** What runs pods; nodes are Linux. */
const NODE = ['kube-proxy', 'kube-scheduler', 'kubelet'];
const LINUX = process.platform === 'linux';

/** A Kubernetes control plane, kubectl and, on Linux, what a node runs, built from their Go modules. */
export const kubernetes = goModule({
  name: 'kubernetes',
  variable: 'KUBERNETES_BIN',
  module: join(import.meta.dirname, 'kubernetes'),
  programs: LINUX ? [...CONTROL_PLANE, ...NODE] : CONTROL_PLANE,
  packages: LINUX
    ? ['tool']
    : [
        'go.etcd.io/etcd/server/v3',
        ...['kube-apiserver', 'kube-controller-manager', 'kubectl'].map((each) => `k8s.io/kubernetes/cmd/${each}`),
      ],
  rename: { server: 'etcd' },
  set: (goMod) => ({
    'k8s.io/component-base/version.gitVersion': /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(goMod)?.[1] ?? '',
  }),
});
