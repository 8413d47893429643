export { DOMAIN_PARTS, desired } from './desired.ts';
export { domainOperator } from './operator.ts';
export { type DomainSpec, type DomainStatus, domain } from './resource.ts';
