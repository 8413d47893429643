export { declareService, type OptionalPart, type ServiceDeclaration, type ServiceDefinition } from './declaration.ts';
export { migrateService } from './migrate-service.ts';
