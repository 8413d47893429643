import { runPlatformOperator } from '@ameide/primitives/settings';
import { integrationPlatformOperator } from './platform-operator.ts';

await runPlatformOperator(integrationPlatformOperator);
