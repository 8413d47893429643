/** When to try again, in whole seconds and in milliseconds, as clients of models read it; nothing where waiting is no use. */
export function retryHeaders(retryAfterMs: string | undefined): Record<string, string> {
  if (retryAfterMs === undefined) return {};
  return { 'retry-after': String(Math.ceil(Number(retryAfterMs) / 1000)), 'retry-after-ms': retryAfterMs };
}
