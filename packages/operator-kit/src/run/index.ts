export { loadKubeConfig } from './load-kube-config.ts';
export { type OperatorEnvironment, operatorEnvironment } from './operator-environment.ts';
export { type OperatorProcess, runOperator } from './run-operator.ts';
