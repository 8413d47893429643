export { PROCESS_PARTS } from './desired.ts';
export { type ProcessOperatorOptions, processOperator } from './operator.ts';
export { processPlatformOperator } from './platform-operator.ts';
export type { Failure, KnownVersion, Place, Temporal, VersionState, View, WorkerDeployment } from './ports.ts';
export { type Process, processKind } from './resource.ts';
export { versionOf } from './version.ts';
