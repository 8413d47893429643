/**
 * What the module of a pool exports as `tasks`: functions by name. Inputs and results are what structured clone can copy;
 * text and bytes are the cheap kinds, large trees of objects are not. A task that throws is a fault, so refusals are results.
 */
export type TaskTable = Readonly<Record<string, (input: never) => unknown>>;

const handedOver = new WeakMap<object, readonly ArrayBuffer[]>();

/**
 * A result whose bytes move to the caller instead of being copied: the task keeps no reference to them. Bytes that are a part
 * of a larger buffer are copied.
 */
export function handOver<Result extends object>(result: Result, ...bytes: readonly Uint8Array[]): Result {
  const whole = bytes.filter(({ buffer, byteLength }) => buffer.byteLength === byteLength);
  handedOver.set(
    result,
    whole.map(({ buffer }) => buffer as ArrayBuffer),
  );
  return result;
}

/** The buffers that move with a result. */
export function buffersOf(result: unknown): readonly ArrayBuffer[] {
  return typeof result === 'object' && result !== null ? (handedOver.get(result) ?? []) : [];
}
