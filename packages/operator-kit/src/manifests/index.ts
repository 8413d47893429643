export type { PolicyRule } from '../operator/policy-rule.ts';
export { pluralOf } from './plural.ts';
export { clusterRules, leaseRules } from './policy-rules.ts';
export { PROCESS_VARIABLES } from './process-variables.ts';
export { rbacManifests, SYSTEM_NAMESPACE } from './rbac-manifests.ts';
