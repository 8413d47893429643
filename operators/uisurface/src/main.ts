import { runOperator } from '@ameide/operator-kit/run';
import { platformEnvironment, platformSettings } from '@ameide/primitives/settings';
import { uiSurfaceOperator } from './operator.ts';

await runOperator({
  name: 'uisurface-operator',
  environment: platformEnvironment,
  env: process.env,
  operator: (environment) => uiSurfaceOperator(platformSettings(environment)),
});
