/** What a thread is started with. */
export interface ThreadData {
  /** The address of the module that has the tasks. */
  readonly module: string;
  /** What its `prepare` gets. */
  readonly data: unknown;
}

export interface ToThread {
  readonly task: string;
  readonly input: unknown;
}

/** `cpuMs`: what the thread has computed so far, since it began. */
export type ToPool =
  | { readonly kind: 'ready'; readonly cpuMs: number }
  | { readonly kind: 'done'; readonly result: unknown; readonly cpuMs: number }
  | { readonly kind: 'failed'; readonly error: Error; readonly cpuMs: number };
