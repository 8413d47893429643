import { runPlatformOperator } from '@ameide/primitives/settings';
import { processPlatformOperator } from './platform-operator.ts';

await runPlatformOperator(processPlatformOperator);
