export {
  type Declaration,
  declareService,
  type OptionalPart,
  type ServiceDeclaration,
  type ServiceDefinition,
} from './declaration.ts';
export { openEventFeed, startServiceRelay } from './event-broker.ts';
export { startServiceExpiry } from './expiry.ts';
export { migrateService, serviceMigrations } from './migrate-service.ts';
