import {
  boolean,
  integer,
  list,
  optional,
  type ReadFields,
  type Rule,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import { environment } from './environment.ts';
import { image } from './image.ts';
import { secretNamed } from './names.ts';
import { network } from './network.ts';
import { uses } from './references.ts';
import { resourceClass } from './scaling.ts';
import { tenancy } from './tenancy.ts';

/** The port on which every workload tells its metrics. */
export const METRICS_PORT = 9464;

/** A digest for examples. */
export const EXAMPLE_DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** The fields of everything that runs an image. */
export const workload = {
  image: image('The container image.'),
  tenancy,
  resources: resourceClass,
  env: environment,
  uses,
  network,
  pullSecrets: optional(
    list('Image pull Secrets, in the same namespace.', secretNamed('The name of a Secret.'), {
      maxItems: 4,
      unique: 'set',
    }),
  ),
  paused: withDefault(
    boolean('While true, the operator creates, changes and deletes nothing; the condition `RolloutPaused` says so.'),
    false,
  ),
};

/** Ports of a workload that are not its own: its metrics, and by kind others. */
const taken = (ports: readonly number[]): Rule<number> => ({
  cel: `!(self in [${ports.join(', ')}])`,
  message: `ports for metrics and management are taken: ${ports.join(', ')}; choose another one`,
  holds: (port) => !ports.includes(port),
  broken: () => ports[0],
});

/** Where a workload listens; 1024 or more, since it has no rights. @param reserved ports beside that of the metrics */
export const listeningPort = (description: string, fallback: number, reserved: readonly number[] = []) =>
  withDefault(
    integer(description, { minimum: 1024, maximum: 65_535, rules: [taken([METRICS_PORT, ...reserved])] }),
    fallback,
  );

/** What an operator reads of these fields. */
export type WorkloadFields = ReadFields<typeof workload>;

const count = (description: string) => optional(integer(description, { minimum: 0, maximum: 1_000_000 }));

/** What the status of everything that runs an image says. */
export const workloadStatus = {
  replicas: count('The number of pods.'),
  readyReplicas: count('The number of ready pods.'),
  selector: optional(string('The label selector of its pods, for autoscalers.', { maxLength: 1024 })),
  image: optional(string('The image that the Deployment was last rolled out with.', { maxLength: 512 })),
};
