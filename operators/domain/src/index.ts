export { DOMAIN_PARTS, desired } from './desired.ts';
export { domainOperator } from './operator.ts';
export { domainPlatformOperator } from './platform-operator.ts';
export { type Domain, domain } from './resource.ts';
