import { operatorEnvironment, runOperator, seconds } from '@ameide/operator-kit/run';
import { platformEnvironment, platformSettings } from '@ameide/primitives/settings';
import { z } from 'zod';
import { createHttpFreshnessProbe } from './adapters/http-freshness-probe.ts';
import { projectionOperator } from './operator.ts';

await runOperator({
  name: 'projection-operator',
  environment: {
    ...platformEnvironment,
    /** Where this operator is: the network policies of projections let it ask for their status. */
    POD_NAMESPACE: operatorEnvironment.POD_NAMESPACE,
    /** `host:port` of the event broker, with commas between, for the consumers. */
    KAFKA_BROKERS: z
      .string()
      .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'must be host:port, with commas between')
      .optional(),
    /** How often projections are asked how fresh they are. */
    ASK_EVERY_SECONDS: seconds(20),
  },
  env: process.env,
  operator: (environment) =>
    projectionOperator(
      {
        ...platformSettings(environment),
        operatorNamespace: environment.POD_NAMESPACE,
        kafkaBrokers: environment.KAFKA_BROKERS,
        askEveryMs: environment.ASK_EVERY_SECONDS * 1_000,
      },
      { probe: createHttpFreshnessProbe() },
    ),
});
