import { runtimeEnvironment, seconds } from '@ameide/service-kit/config';
import { z } from 'zod';

/** The variables of every operator. */
export const operatorEnvironment = {
  ...runtimeEnvironment,
  /** Files, as for kubectl. Without it `~/.kube/config`, and without that the pod's own ServiceAccount. */
  KUBECONFIG: z.string().optional(),
  /** Where the lease is. */
  POD_NAMESPACE: z.string().min(1).default('ameide-system'),
  /** The pod's name, by which the lease names its holder; the machine's name if it is not set. */
  HOST_NAME: z.string().optional(),
  /** Objects that are worked on at once. */
  WORKERS: z.coerce.number().int().min(1).max(64).default(8),
  /** How often everything is listed and reconciled anew, whatever the watches said. */
  RESYNC_SECONDS: seconds(600),
  /** `off` for a single replica that is known to be alone. */
  LEADER_ELECTION: z.enum(['on', 'off']).default('on'),
  /** How long others wait after the leader's last renewal. */
  LEASE_SECONDS: seconds(15),
  /** How long after its last renewal the leader still writes. */
  LEASE_DEADLINE_SECONDS: seconds(10),
  /** Between attempts to get or to renew the lease. */
  LEASE_RETRY_SECONDS: seconds(3),
};

const fields = z.object(operatorEnvironment);
export type OperatorEnvironment = Readonly<z.output<typeof fields>>;

/** A schema of `operatorEnvironment` and of what an operator reads beside it. */
export function operatorSchema<Extra extends z.ZodRawShape>(
  extra: Extra,
): z.ZodType<OperatorEnvironment & z.output<z.ZodObject<Extra>>> {
  return z.object({ ...extra, ...operatorEnvironment }).refine((read) => leaseTimesFit(read as OperatorEnvironment), {
    path: ['LEASE_DEADLINE_SECONDS'],
    message: 'must be less than LEASE_SECONDS and more than LEASE_RETRY_SECONDS',
  }) as never;
}

function leaseTimesFit({ LEASE_SECONDS, LEASE_DEADLINE_SECONDS, LEASE_RETRY_SECONDS }: OperatorEnvironment): boolean {
  return LEASE_RETRY_SECONDS < LEASE_DEADLINE_SECONDS && LEASE_DEADLINE_SECONDS < LEASE_SECONDS;
}
