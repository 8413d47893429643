export {
  type Declaration,
  declareService,
  type OptionalPart,
  type ServiceDeclaration,
  type ServiceDefinition,
  urlVariable,
} from './declaration.ts';
export { DEFAULT_DEPLOYMENT, type Deployment, type SecretKey } from './deployment.ts';
export { openEventFeed, startServiceRelay } from './event-broker.ts';
export { startServiceExpiry } from './expiry.ts';
export { migrateService, serviceMigrations } from './migrate-service.ts';
export { runMigrations } from './run-migrations.ts';
