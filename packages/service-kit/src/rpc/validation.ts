import type { DescMessage, Message, MessageShape } from '@bufbuild/protobuf';
import { pathToString } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import { createContextKey, type Interceptor } from '@connectrpc/connect';
import { ServiceError, type Violation } from '../errors/service-error.ts';
import { canonicalizeUuids } from './canonical-uuids.ts';
import { decoded } from './malformed-request.ts';

/** Whether the message of a unary request was found valid already. */
export const validatedKey = createContextKey(false, { description: 'validated' });

/** Every violation of a message, up to so many. */
const VIOLATIONS = 100;

/** Finds what breaks the rules of the contract. */
export function createCheck(): (schema: DescMessage, message: Message) => readonly Violation[] {
  const validator = createValidator();
  return (schema, message) => {
    const result = validator.validate(schema, message as MessageShape<DescMessage>);
    if (result.kind === 'valid') return [];
    if (result.kind === 'error') throw result.error;
    return result.violations.slice(0, VIOLATIONS).map((violation) => ({
      field: pathToString(violation.field),
      rule: violation.ruleId,
      message: violation.message,
    }));
  };
}

/** The refusal of a request that breaks rules of the contract. */
export function invalidRequest(violations: readonly Violation[]): ServiceError {
  const text = violations.map(({ field, message: problem }) => `${field}: ${problem}`).join('; ');
  return new ServiceError('invalid_argument', 'invalid_request', text, { violations });
}

/**
 * Refuses requests that break the rules of the contract: invalid_argument `invalid_request`, with every violation. Handlers
 * see UUIDs in small letters.
 */
export function createValidationInterceptor(): Interceptor {
  const check = createCheck();
  const admit = (schema: DescMessage, message: Message) => {
    const violations = check(schema, message);
    if (violations.length > 0) throw invalidRequest(violations);
    canonicalizeUuids(schema, message);
  };
  return (next) => (request) => {
    const { input } = request.method;
    if (!request.stream) {
      if (request.contextValues.get(validatedKey)) canonicalizeUuids(input, request.message);
      else admit(input, request.message);
      return next(request);
    }
    const messages = request.message;
    async function* checked() {
      for await (const message of decoded(messages)) {
        admit(input, message);
        yield message;
      }
    }
    return next({ ...request, message: checked() });
  };
}
