/**
 * Where the API server is and who asks: files, exec plugins, the pod's ServiceAccount. It comes from its own module, because
 * the package's entry also loads the clients of every API there is.
 */
export { KubeConfig } from '@kubernetes/client-node/dist/config.js';
