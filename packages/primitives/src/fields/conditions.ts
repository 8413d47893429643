/** Reasons of Ready, Reconciling, Stalled and Degraded that every kind has; the last ones are the operator kit's. */
export const standardReasons = {
  Available: 'Everything is there and serves, for this generation of the spec.',
  Waiting: 'Something that others do is waited for; the message says what.',
  ApplyFailed: 'The API server refused an object, or it could not be written; the message has the answer.',
  NameTaken: 'An object of the same name is there and belongs to somebody else.',
  ApiMissing: 'The cluster lacks an API; what needs it was left out, and the message names it.',
  Finalizing: 'It is being deleted.',
  ReconcilerFailed: 'The operator itself failed; the message has the error.',
  AsExpected: 'It is not degraded.',
} as const;

/** Of everything that runs an image. */
export const workloadReasons = {
  ...standardReasons,
  RollingOut: 'Replicas of this generation are being started.',
  RolloutFailed: 'Replicas of this generation do not start; those of the one before still serve.',
  RolloutPaused: '`paused` is set, and what runs is not what the spec says.',
  ReplicasMissing: 'Fewer replicas serve than there should be.',
  ScaledToZero: 'There are to be no replicas, and there are none.',
  PlacementRefused: 'It may not run in this namespace; the message says where it may.',
  ImageRefused: 'The image is not from a registry that is allowed.',
} as const;

/** Conditions of everything that runs an image. */
export const workloadConditions = {
  RolloutPaused: {
    PausedBySpec: '`paused` is set.',
    NotPaused: 'Changes are rolled out.',
  },
} as const;
