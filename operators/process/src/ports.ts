/** What becomes of a version in Temporal. Only `inactive` ones have never had a workflow. */
export type VersionState = 'current' | 'drained' | 'draining' | 'inactive' | 'ramping';

/** A version that Temporal knows, since workers have polled for it. */
export interface KnownVersion {
  readonly version: string;
  readonly state: VersionState;
  /** When it was last taken out of use, in ms since 1970; while it drains. */
  readonly deactivatedAt?: number;
}

/** A Worker Deployment as Temporal has it; without versions if no worker has ever polled for it. */
export interface WorkerDeployment {
  readonly versions: readonly KnownVersion[];
  /** Of this very state of it: what is changed by it is refused if somebody else was faster. */
  readonly token: Uint8Array;
}

/** Temporal did not do what it was asked. */
export interface Failure {
  /** `refused`: it answered, and repeating it will not help; `unreachable`: it may help. */
  readonly state: 'refused' | 'unreachable';
  /** What Temporal said, for people. */
  readonly message: string;
}

/** How things are in a namespace of Temporal. */
export type View =
  | { readonly state: 'found'; readonly deployment: WorkerDeployment }
  | { readonly state: 'namespace_missing' }
  | Failure;

/** Names a Worker Deployment. */
export interface Place {
  readonly namespace: string;
  readonly deployment: string;
}

/** What the operator asks of Temporal. Nothing throws for what Temporal or the network does. */
export interface Temporal {
  look(place: Place, signal: AbortSignal): Promise<View>;
  /** New workflows begin on this version from now on. @returns undefined when it is so */
  makeCurrent(
    place: Place,
    version: string,
    token: WorkerDeployment['token'],
    signal: AbortSignal,
  ): Promise<Failure | undefined>;
  /** Takes a deployment that nobody asks for out of Temporal, one step at a time: to be called again until it is gone. */
  remove(place: Place, check: () => void, signal: AbortSignal): Promise<Removal>;
}

/** How far a deployment is on its way out. `waiting`: for Temporal, or for workers or workflows that need it. */
export type Removal = { readonly state: 'gone' | 'waiting' } | Failure;

/** Which Worker Deployments there are of Processes of this cluster and lane, also when the Process is gone. */
export interface DeploymentRecords {
  /** Has no effect for one that is there. */
  keep(place: Place, check: () => void, signal: AbortSignal): Promise<void>;
  all(signal: AbortSignal): Promise<readonly Place[]>;
  forget(place: Place, check: () => void, signal: AbortSignal): Promise<void>;
}
