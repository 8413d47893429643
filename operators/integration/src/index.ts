export { type IntegrationSpec, type IntegrationStatus, integration } from './resource.ts';
