import { definePlatformOperator } from '@ameide/primitives/settings';
import { seconds } from '@ameide/service-kit/config';
import { z } from 'zod';
import { createHttpFreshnessProbe } from './adapters/http-freshness-probe.ts';
import { projectionOperator } from './operator.ts';

/** Made from the environment of a process. */
export const projectionPlatformOperator = definePlatformOperator({
  name: 'projection-operator',
  environment: {
    /** `host:port` of the event broker, with commas between, for the consumers. */
    KAFKA_BROKERS: z
      .string()
      .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'must be host:port, with commas between')
      .optional(),
    /** How often projections are asked how fresh they are. */
    ASK_EVERY_SECONDS: seconds(20),
  },
  operator(settings, { POD_NAMESPACE: operatorNamespace, KAFKA_BROKERS: kafkaBrokers, ASK_EVERY_SECONDS }) {
    const askEveryMs = ASK_EVERY_SECONDS * 1_000;
    return projectionOperator(
      { ...settings, operatorNamespace, kafkaBrokers, askEveryMs },
      { probe: createHttpFreshnessProbe() },
    );
  },
});
