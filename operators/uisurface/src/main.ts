import { runPlatformOperator } from '@ameide/primitives/settings';
import { uiSurfaceOperator } from './operator.ts';

await runPlatformOperator({ name: 'uisurface-operator', operator: uiSurfaceOperator });
