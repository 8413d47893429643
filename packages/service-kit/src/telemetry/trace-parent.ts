import { randomUUID } from 'node:crypto';

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const NO_TRACE = '0'.repeat(32);

/** A W3C `traceparent`: the one given if it is well formed, else the start of a new, unsampled trace. */
export function traceparentOr(given: string | null): string {
  if (given !== null && FORM.test(given) && traceIdOf(given) !== NO_TRACE) return given;
  // Some bits of a UUID are fixed; those that the standard wants to be random, the last seven bytes, are not.
  const [trace, parent] = [randomUUID(), randomUUID()].map((uuid) => uuid.replaceAll('-', ''));
  return `00-${trace}-${parent!.slice(16)}-00`;
}

/** The trace id of a well-formed `traceparent`: 32 hexadecimal digits. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
