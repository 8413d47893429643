import { runPlatformOperators } from '@ameide/primitives/settings';
import { operators } from './operators.ts';

await runPlatformOperators('operators', operators);
