export { deploymentManifests, imagePlaceholder, PLATFORM_CONFIG } from './deployment-manifests.ts';
export { operatorFiles } from './operator-files.ts';
export { pluralOf } from './plural.ts';
export { clusterRules, leaseRules, type PolicyRule } from './policy-rules.ts';
export { rbacManifests, SYSTEM_NAMESPACE } from './rbac-manifests.ts';
