import type { output, ZodType } from 'zod';
import { ServiceError, type Violation } from '../errors/service-error.ts';
import type { HttpAnswer, HttpRequest } from './http-api.ts';

/** Violations that a refusal names at most. */
const VIOLATIONS = 20;

/** An answer in JSON that nobody keeps. */
export function jsonAnswer(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * What a body in JSON says; an empty one says `{}`.
 * @throws ServiceError invalid_argument `message_malformed`, `invalid_request` with every violation
 */
export function readJson<Schema extends ZodType>(schema: Schema, { body }: Pick<HttpRequest, 'body'>): output<Schema> {
  return parsed(schema, body.byteLength === 0 ? {} : jsonOf(body));
}

/** What the query says. @throws ServiceError invalid_argument `invalid_request` with every violation */
export function readQuery<Schema extends ZodType>(
  schema: Schema,
  { query }: Pick<HttpRequest, 'query'>,
): output<Schema> {
  return parsed(schema, Object.fromEntries(query));
}

function parsed<Schema extends ZodType>(schema: Schema, value: unknown): output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const violations = result.error.issues
    .slice(0, VIOLATIONS)
    .map(({ path, code, message }): Violation => ({ field: path.map(String).join('.'), rule: String(code), message }));
  const text = violations.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
  throw new ServiceError('invalid_argument', 'invalid_request', text, { violations });
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ServiceError('invalid_argument', 'message_malformed', 'The body of the request is no JSON.');
  }
}
