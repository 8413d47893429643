export { CILIUM_CRD } from './cilium-crd.ts';
export { type ClusterVerbs, clusterVerbs, DEFAULT_NAMESPACE } from './cluster-verbs.ts';
export { type GatewayAnswer, gatewayAnswer } from './gateway-answer.ts';
export { applyDatabase, type ModelCluster, modelCluster, rollOut } from './model-cluster.ts';
export { type OperatorSuite, type OperatorSuiteOptions, startOperatorSuite } from './operator-suite.ts';
export { OPERATOR_VARIABLES } from './operator-variables.ts';
export { testImage, testSettings } from './settings.ts';
export { type Written, writtenObject } from './written-object.ts';
