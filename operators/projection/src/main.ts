import { runPlatformOperator } from '@ameide/primitives/settings';
import { projectionPlatformOperator } from './platform-operator.ts';

await runPlatformOperator(projectionPlatformOperator);
