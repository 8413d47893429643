import { runPlatformOperator } from '@ameide/primitives/settings';
import { domainOperator } from './operator.ts';

await runPlatformOperator({ name: 'domain-operator', operator: domainOperator });
