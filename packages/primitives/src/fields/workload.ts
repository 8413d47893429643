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
import { objectName } from './names.ts';
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
  image: image('What runs.'),
  tenancy,
  resources: resourceClass,
  env: environment,
  uses,
  network,
  pullSecrets: optional(
    list('Secrets for the image’s registry.', objectName('A Secret.'), { maxItems: 4, unique: 'set' }),
  ),
  paused: withDefault(boolean('Nothing is made, changed or removed; `RolloutPaused` says so.'), false),
};

/** Ports of a workload that are not its own: its metrics, and by kind others. */
const taken = (ports: readonly number[]): Rule<number> => ({
  cel: `!(self in [${ports.join(', ')}])`,
  message: `the operator needs the ports ${ports.join(' and ')} of a workload itself: choose another one`,
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
  replicas: count('Replicas there are.'),
  readyReplicas: count('Replicas that serve.'),
  selector: optional(string('Labels of its pods, for autoscalers.', { maxLength: 1024 })),
  image: optional(string('The image that is rolled out.', { maxLength: 512 })),
};
