import { runPlatformOperator } from '@ameide/primitives/settings';
import { tenantPlatformOperator } from './platform-operator.ts';

await runPlatformOperator(tenantPlatformOperator);
