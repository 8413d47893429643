export { type AddressRanges, addressPeers } from './address-ranges.ts';
export {
  AUTOSCALER,
  CERTIFICATE,
  CILIUM_POLICY,
  CONFIG_MAP,
  CRON_JOB,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  HTTP_ROUTE,
  JOB,
  NETWORK_POLICY,
  optionalKind,
  REFERENCE_GRANT,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
} from './api-kinds.ts';
export { findConfigMapValue } from './config-map-value.ts';
export { type CronJobOptions, type CronJobState, cronJob, cronJobName, cronJobState } from './cron-job.ts';
export {
  appliedState,
  credentialsVersion,
  type DatabaseRole,
  type DatabaseState,
  databaseCertificate,
  databasePlan,
  databaseState,
  databaseUri,
  databaseVariables,
  lacking,
  type NewPasswords,
  roleSpec,
} from './database.ts';
export { databaseFinalizer } from './database-finalizer.ts';
export { databaseFinding, databaseOutcome } from './database-status.ts';
export { deployment, deploymentOf } from './deployment.ts';
export { shortDigest } from './digest.ts';
export { environmentOf, secretVariable, TENANT_SIGN_IN } from './environment.ts';
export { gatewayOf, httpRoute, urlOf } from './http-route.ts';
export { type Part, type Primitive, partLabels, partName, partOf, podLabels, VERSION_LABEL } from './identity.ts';
export { imageFault } from './image-policy.ts';
export { type JobState, job, jobFailure, jobState } from './job.ts';
export { everythingOf } from './keep.ts';
export type { ResolveHost } from './named-hosts.ts';
export { namespacePeer, networkPolicy } from './network-policy.ts';
export { newPassword, newPasswords } from './passwords.ts';
export { pausedFinding, pausedOutcome } from './pause.ts';
export { placementFault, sharedNamespace } from './placement.ts';
export { type InitContainer, type PodOptions, type PodVolume, podTemplate } from './pod.ts';
export { refusalOf, type WorkloadRefusal } from './refusal.ts';
export { imageOf, labelText, rolloutFields, rolloutOutcome } from './rollout.ts';
export { type RouteState, routedOutcome, routeFinding, routeState } from './route-status.ts';
export { secretData, secretText } from './secret-data.ts';
export { findSecretKeys, type SecretKey, type SecretKeys, secretRefs } from './secret-keys.ts';
export {
  autoscaler,
  autoscalers,
  disruptionBudgets,
  metricsService,
  service,
  serviceAccount,
  serviceMonitor,
} from './serving.ts';
export type { PlatformSettings } from './settings.ts';
export { type WorkloadOperator, workloadOperator } from './workload-operator.ts';
export { workloadKinds, workloadObjects } from './workload-parts.ts';
