import { goProgram } from './go-program.ts';

/** Checks manifests by the schemas of Kubernetes and of custom resources. */
export const kubeconform = goProgram({
  name: 'kubeconform',
  variable: 'KUBECONFORM',
  module: 'github.com/yannh/kubeconform/cmd/kubeconform',
  version: 'v0.7.0',
});
