import { runPlatformOperator } from '@ameide/primitives/settings';
import { uiSurfacePlatformOperator } from './platform-operator.ts';

await runPlatformOperator(uiSurfacePlatformOperator);
