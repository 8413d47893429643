/** A provider has said nothing for too long. */
export class ModelTimedOut extends Error {
  readonly of: 'first_token' | 'gap';

  constructor(of: ModelTimedOut['of'], ms: number) {
    super(of === 'gap' ? `nothing more was said for ${ms} ms` : `nothing was said in ${ms} ms`);
    this.of = of;
  }
}

/** What a failed call says of the provider. */
export interface ModelFault {
  /** The HTTP status; undefined when there was none. */
  readonly status: number | undefined;
  /** Whether the same request may succeed if it is made again. */
  readonly isTransient: boolean;
  /** Whether the model will fail until somebody does something: its key, its bill. */
  readonly isPermanent: boolean;
  /** When the provider says to come back, in ms from now. */
  readonly retryAfterMs: number | undefined;
  /** Whether the provider has certainly done nothing that it counts. */
  readonly isFree: boolean;
}

const QUOTA =
  /insufficient[_ -]?quota|exceeded your current quota|quota exhausted|billing|credit balance|out of credits/i;
const TRANSIENT_STATUS = new Set([408, 409, 425, 429]);
const PERMANENT_STATUS = new Set([401, 402, 403]);
/** Codes of connections that never stood. */
const UNCONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Reads what a provider's library has thrown. */
export function faultOf(error: unknown): ModelFault {
  const errors = withCauses(error);
  const status = errors.map(statusOf).find((value) => value !== undefined);
  const codes = errors.flatMap(({ code, type, error: body }) => [code, type, (body as ErrorLike | undefined)?.code]);
  const isOutOfQuota =
    codes.includes('insufficient_quota') || (status === 429 && errors.some(({ message }) => QUOTA.test(`${message}`)));
  const isPermanent = isOutOfQuota || (status !== undefined && PERMANENT_STATUS.has(status));
  const isUnconnected = codes.some((code) => typeof code === 'string' && UNCONNECTED.has(code));
  return {
    status,
    isPermanent,
    isTransient: !isPermanent && (status === undefined || status >= 500 || TRANSIENT_STATUS.has(status)),
    retryAfterMs: errors.map(retryAfterOf).find((ms) => ms !== undefined),
    isFree: status !== undefined || isUnconnected,
  };
}

const MAX_CAUSES = 5;

export type ErrorLike = {
  readonly [key in 'cause' | 'code' | 'error' | 'headers' | 'message' | 'name' | 'status' | 'type']?: unknown;
};

/** Libraries wrap what a provider says, so its status may be that of a cause. */
export function withCauses(error: unknown): readonly ErrorLike[] {
  const errors: ErrorLike[] = [];
  for (
    let at = error;
    typeof at === 'object' && at !== null && errors.length < MAX_CAUSES;
    at = (at as ErrorLike).cause
  ) {
    errors.push(at);
  }
  return errors;
}

function statusOf({ status }: ErrorLike): number | undefined {
  return typeof status === 'number' ? status : undefined;
}

function retryAfterOf({ headers }: ErrorLike): number | undefined {
  if (!(headers instanceof Object) || !('get' in headers)) return undefined;
  const get = (name: string) => (headers as { get(name: string): string | null }).get(name);
  const ms = Number(get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return ms;
  const after = get('retry-after');
  if (after === null || after.trim() === '') return undefined;
  const seconds = Number(after);
  if (seconds >= 0) return seconds * 1000;
  const at = Date.parse(after);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
