import { runPlatformOperator } from '@ameide/primitives/settings';
import { agentPlatformOperator } from './platform-operator.ts';

await runPlatformOperator(agentPlatformOperator);
