export { ownSecret, type PlatformEnvironment, platformEnvironment } from './platform-environment.ts';
export { platformSettings } from './platform-settings.ts';
export {
  definePlatformOperator,
  type PlatformOperator,
  runPlatformOperator,
  runPlatformOperators,
} from './run-platform-operator.ts';
