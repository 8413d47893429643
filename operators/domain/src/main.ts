import { runOperator } from '@ameide/operator-kit/run';
import { platformEnvironment, platformSettings } from '@ameide/primitives/settings';
import { domainOperator } from './operator.ts';

await runOperator({
  name: 'domain-operator',
  environment: platformEnvironment,
  env: process.env,
  operator: (environment) => domainOperator(platformSettings(environment)),
});
