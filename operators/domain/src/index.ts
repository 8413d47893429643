export { type DomainSpec, type DomainStatus, domain } from './resource.ts';
