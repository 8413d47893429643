import { definePlatformOperator } from '@ameide/primitives/settings';
import { domainOperator } from './operator.ts';

/** Made from the environment of a process. */
export const domainPlatformOperator = definePlatformOperator({ name: 'domain-operator', operator: domainOperator });
