/** Conditions of every kind, by kstatus: each type, its closed set of reasons, and what they mean. */
export const standardConditions = {
  Ready: {
    Available: 'Everything is there and serves, for this generation of the spec.',
    Progressing: 'Something is still being made or rolled out.',
    Unavailable: 'Too few replicas serve.',
    Refused: 'The spec cannot be carried out; `Stalled` says why.',
    Deleting: 'It is being removed.',
  },
  Reconciling: {
    Applying: 'Objects are being written.',
    Waiting: 'Something that others do is waited for.',
    Settled: 'Nothing is left to do.',
  },
  Stalled: {
    PlacementRefused: 'It may not run in this namespace.',
    ImageRefused: 'The image is not from a registry that is allowed.',
    ApplyRefused: 'The API server refused an object; the message has its answer.',
    Conflict: 'An object of the same name belongs to somebody else.',
    Proceeding: 'Nothing stands in the way.',
  },
  Degraded: {
    ReplicasMissing: 'It serves with fewer replicas than it should have.',
    Healthy: 'Nothing is wrong.',
  },
  OptionalApis: {
    Present: 'Every API that the spec makes use of is installed.',
    Missing: 'An API is not installed; what needs it was left out, and the message names it.',
  },
} as const;

/** Of everything that runs an image. */
export const workloadConditions = {
  ...standardConditions,
  RolloutPaused: {
    PausedBySpec: '`paused` is set.',
    NotPaused: 'Changes are rolled out.',
  },
} as const;
