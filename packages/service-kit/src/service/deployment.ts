/** What a service says about how it is deployed; its chart is made from it. */
export interface Deployment {
  /** Of one replica, as quantities of Kubernetes. */
  readonly resources: Resources;
  /** How many there are at least and at most. */
  readonly replicas: { readonly min: number; readonly max: number };
  /** Streams of agents that one replica bears (`ai_concurrent_streams`); undefined when its CPU says enough. */
  readonly streamsPerReplica: number | undefined;
  /** The host at the edge that leads to it: `api` for programs, `platform` for browsers. Undefined: none. */
  readonly edge: 'api' | 'platform' | undefined;
  /** Services whose RPCs it hands on for browsers; it is given their addresses as `UPSTREAMS`. */
  readonly handsOn: readonly string[];
  /** Operators call it. */
  readonly calledByOperators: boolean;
  /** What it reaches outside of the product. */
  readonly reaches: readonly OutsidePart[];
  /** Variables whose values are secret, beside those that every service has. */
  readonly secrets: Readonly<Record<string, SecretKey>>;
}

/** Where files of people are kept; providers of language models. */
export type OutsidePart = 'models' | 'objects';

interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu?: string; readonly memory: string };
}

/** A key of a Secret in the namespace of the product. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
  /** The service can do without. */
  readonly optional?: boolean;
  /** Other services have it, too. */
  readonly shared?: boolean;
}

/** What holds where a service says nothing else. */
export const DEFAULT_DEPLOYMENT: Deployment = {
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
  replicas: { min: 2, max: 10 },
  streamsPerReplica: undefined,
  edge: undefined,
  handsOn: [],
  calledByOperators: false,
  reaches: [],
  secrets: {},
};
