/** The Service behind which an integration's runtimes answer, each with an address of its own. */
export interface ServiceRef {
  readonly name: string;
  readonly namespace: string;
}

/** What a runtime says of itself, or what it did instead, in words that are not its own. */
export type RuntimeAnswer =
  | {
      readonly ok: true;
      /** Of the flow that it has loaded. */
      readonly revision: string;
      /** True if that has been changed since. */
      readonly modified: boolean;
    }
  | { readonly ok: false; readonly fault: string };

/** Flow runtimes, as they are managed. What goes wrong with one of them is in the answer. */
export interface FlowRuntimes {
  /**
   * The addresses of those that serve, in a steady order; none if there is none or they cannot be found.
   *
   * @throws the signal's reason once it is aborted
   */
  find(service: ServiceRef, signal: AbortSignal): Promise<readonly string[]>;
  /** What one runs. @throws the signal's reason once it is aborted */
  ask(runtime: string, signal: AbortSignal): Promise<RuntimeAnswer>;
  /**
   * Has one load the flow of this revision from its source again and forget what was changed. Idempotent.
   *
   * @returns what went wrong, if anything did
   * @throws the signal's reason once it is aborted
   */
  sync(runtime: string, revision: string, signal: AbortSignal): Promise<string | undefined>;
}

/** The systems around the operator. */
export interface IntegrationPorts {
  readonly runtimes: FlowRuntimes;
  /** The clock, by which a repair is dated; `new Date()` unless told. */
  readonly now?: () => Date;
}
