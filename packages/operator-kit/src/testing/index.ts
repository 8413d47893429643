export { clusterSkipReason, startTestCluster, type TestCluster, type TestClusterOptions } from './cluster.ts';
export { type ClusterProcess, type Program, startClusterProcess } from './cluster-process.ts';
export { ApiError, type ClusterRequest } from './cluster-requests.ts';
export { installCrds } from './crds.ts';
export { FAULTS, type Fault, type FaultPlace, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
export {
  KEYCLOAK_ADMIN,
  type KeycloakOptions,
  type KeycloakServer,
  keycloakSkipReason,
  startKeycloak,
} from './keycloak.ts';
export { type KubectlOptions, kubectl } from './kubectl.ts';
export { applyManifests, operatorKubeconfig } from './operator-account.ts';
export { thirdPartyCrds, thirdPartyFile } from './third-party-crds.ts';
