export type { PolicyRule } from '../operator/policy-rule.ts';
export { deploymentManifests, imagePlaceholder, PLATFORM_CONFIG } from './deployment-manifests.ts';
export { operatorFiles } from './operator-files.ts';
export { pluralOf } from './plural.ts';
export { clusterRules, leaseRules } from './policy-rules.ts';
export { rbacManifests, SYSTEM_NAMESPACE } from './rbac-manifests.ts';
