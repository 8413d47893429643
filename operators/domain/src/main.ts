import { runPlatformOperator } from '@ameide/primitives/settings';
import { domainPlatformOperator } from './platform-operator.ts';

await runPlatformOperator(domainPlatformOperator);
