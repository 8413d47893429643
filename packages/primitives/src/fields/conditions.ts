import { kitConditions } from '@ameide/operator-kit';

/** The conditions of everything that runs an image: the operator kit's, and what a workload adds. */
export const workloadConditions = {
  ...kitConditions,
  Ready: {
    ...kitConditions.Ready,
    ReplicasMissing: 'Fewer replicas serve than there should be.',
  },
  Stalled: {
    ...kitConditions.Stalled,
    PlacementRefused: 'It must not run in this namespace; the message says where it may.',
    ImageRefused: 'The image is not from a registry that is allowed.',
    RolloutFailed: 'Replicas of this generation do not become ready; those of the generation before still serve.',
    RolloutPaused: '`paused` is set, and the objects differ from the spec.',
  },
  Degraded: {
    ...kitConditions.Degraded,
    ReplicasMissing: 'It serves with fewer replicas than it should have.',
    AddressRefused:
      '`network` or an address of the spec leads to where no workload may call, which is not opened; the message names it.',
    HostUnknown: 'A host of `network.hosts` has no address, so it cannot be called; the message names it.',
  },
  RolloutPaused: {
    PausedBySpec: '`paused` is set.',
    NotPaused: 'Changes are rolled out.',
  },
} as const;

/** What a database adds to them. */
export const databaseConditions = {
  Stalled: {
    DatabaseFailed: 'CloudNativePG cannot make the database or its roles; the message has its answer.',
    DatabaseApiMissing: 'The spec has a database, and CloudNativePG is not installed.',
  },
  DatabaseReady: {
    Applied: 'Database and roles are as the spec says.',
    Pending: 'CloudNativePG has not applied them yet.',
    Failed: 'CloudNativePG cannot apply them; the message has its answer.',
    ApiMissing: 'CloudNativePG is not installed.',
  },
} as const;

/** What a route through the Gateway adds to them. */
export const routeConditions = {
  Stalled: {
    GatewayApiMissing: 'The Gateway API is not installed: the pods run, and nobody can reach them.',
    RouteRefused: 'The Gateway does not serve the route; the message has its answer.',
  },
  RouteAccepted: {
    Accepted: 'The Gateway serves the route.',
    Pending: 'The Gateway has not answered for this generation of the route yet.',
    Refused: 'The Gateway does not serve the route; the message has its answer.',
    ApiMissing: 'The Gateway API is not installed.',
  },
} as const;
