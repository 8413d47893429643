export { declareService, type OptionalPart, type ServiceDeclaration, type ServiceDefinition } from './declaration.ts';
export { migrateService, serviceMigrations } from './migrate-service.ts';
