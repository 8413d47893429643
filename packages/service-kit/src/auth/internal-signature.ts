import { createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../errors/service-error.ts';
import type { Identity } from './identity.ts';

/** Whom a service acts for when it calls another one. */
export interface InternalIdentity {
  readonly tenantId: string;
  readonly actorId: string;
  readonly roles: readonly string[];
  readonly requestId?: string;
  readonly runId?: string;
  /** The agent that acts in that run. */
  readonly agentId?: string;
  readonly traceparent?: string;
}

const SIGNED = [
  'x-tenant-id',
  'x-actor-id',
  'x-actor-roles',
  'x-run-id',
  'x-agent-id',
  'x-internal-timestamp',
] as const;
const SIGNATURE = 'x-internal-signature';
const TOLERANCE_MS = 60_000;

/** Headers that prove to another service who is acted for. Valid for a minute around `nowMs`. */
export function signIdentity(secret: string, identity: InternalIdentity, nowMs: number): Headers {
  const header = new Headers({
    'x-tenant-id': encodeURIComponent(identity.tenantId),
    'x-actor-id': encodeURIComponent(identity.actorId),
    'x-actor-roles': identity.roles.map(encodeURIComponent).join(','),
    'x-run-id': encodeURIComponent(identity.runId ?? ''),
    'x-agent-id': encodeURIComponent(identity.agentId ?? ''),
    'x-internal-timestamp': String(nowMs),
  });
  header.set(SIGNATURE, signature(secret, header).toString('base64url'));
  if (identity.requestId !== undefined) header.set('x-request-id', identity.requestId);
  if (identity.traceparent !== undefined) header.set('traceparent', identity.traceparent);
  return header;
}

/** Whether a request claims an identity by headers, rightly or not. */
export function claimsIdentity(header: Headers): boolean {
  return header.has(SIGNATURE) || SIGNED.some((name) => header.has(name));
}

/** The identity that headers claim. @throws ServiceError `identity_header_forged` unless they are signed, and just now */
export function verifyIdentity(secret: string, header: Headers, nowMs: number): Identity {
  const given = Buffer.from(header.get(SIGNATURE) ?? '', 'base64url');
  const expected = signature(secret, header);
  const age = Math.abs(nowMs - Number(header.get('x-internal-timestamp') ?? Number.NaN));
  const valid = given.length === expected.length && timingSafeEqual(given, expected) && age <= TOLERANCE_MS;
  if (!valid) {
    const message =
      'Identity headers are for services of the platform and must be signed by one; send a token instead.';
    throw new ServiceError('unauthenticated', 'identity_header_forged', message);
  }
  const read = (name: (typeof SIGNED)[number]) => decodeURIComponent(header.get(name) ?? '');
  return {
    tenantId: read('x-tenant-id'),
    actorId: read('x-actor-id'),
    actorName: read('x-actor-id'),
    roles: new Set((header.get('x-actor-roles') ?? '').split(',').filter(Boolean).map(decodeURIComponent)),
    caller: 'internal',
    runId: read('x-run-id'),
    agentId: read('x-agent-id'),
    expiresAtMs: Number.POSITIVE_INFINITY,
  };
}

function signature(secret: string, header: Headers): Buffer {
  const canonical = SIGNED.map((name) => `${name}:${header.get(name) ?? ''}`).join('\n');
  return createHmac('sha256', secret).update(canonical).digest();
}
