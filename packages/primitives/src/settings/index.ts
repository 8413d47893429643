export { ownSecret, type PlatformEnvironment, platformEnvironment } from './platform-environment.ts';
export { platformSettings } from './platform-settings.ts';
export { runPlatformOperator } from './run-platform-operator.ts';
