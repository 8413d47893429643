import { threadId } from 'node:worker_threads';
import { handOver } from '../src/task.ts';

let prepared: unknown;
export const prepare = (data: unknown) => {
  prepared = data;
};

/** Work for the tests. */
export const tasks = {
  double: ({ value }: { readonly value: number }) => value * 2,
  prepared: () => prepared,
  whereAmI: () => threadId,
  upper(bytes: Uint8Array) {
    const text = new TextEncoder().encode(new TextDecoder().decode(bytes).toUpperCase()).slice();
    return handOver({ text, handedOver: text }, text);
  },
  /** Says that it runs, and stays until it is released. */
  hold({ gate }: { readonly gate: Int32Array<SharedArrayBuffer> }) {
    Atomics.add(gate, 0, 1);
    Atomics.notify(gate, 0);
    Atomics.wait(gate, 1, 0);
    return threadId;
  },
  forEver(): never {
    for (;;);
  },
  allMemory(): never {
    const all: unknown[] = [];
    for (;;) all.push(Array.from({ length: 100 }, (_, index) => ({ index })));
  },
  exit: (): never => process.exit(3),
  throwing(): never {
    throw new TypeError('no such thing');
  },
  notCloneable: () => () => undefined,
};
