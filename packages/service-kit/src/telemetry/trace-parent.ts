import { randomBytes } from 'node:crypto';

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const NO_TRACE = '0'.repeat(32);

/** A W3C `traceparent`: the one given if it is well formed, else the start of a new, unsampled trace. */
export function traceparentOr(given: string | null): string {
  if (given !== null && FORM.test(given) && traceIdOf(given) !== NO_TRACE) return given;
  const random = randomBytes(24).toString('hex');
  return `00-${random.slice(0, 32)}-${random.slice(32)}-00`;
}

/** The trace id of a well-formed `traceparent`: 32 hexadecimal digits. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
