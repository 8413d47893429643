import type { DescMessage, Message, MessageShape } from '@bufbuild/protobuf';
import { pathToString } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import type { Interceptor } from '@connectrpc/connect';
import { ServiceError } from '../errors/service-error.ts';
import { canonicalizeUuids } from './canonical-uuids.ts';
import { decoded } from './malformed-request.ts';

/**
 * Refuses requests that break the rules of the contract: invalid_argument `invalid_request`, with every violation. Handlers
 * see UUIDs in small letters.
 */
export function createValidationInterceptor(): Interceptor {
  const validator = createValidator();
  const check = (schema: DescMessage, message: Message) => {
    const result = validator.validate(schema, message as MessageShape<DescMessage>);
    if (result.kind === 'valid') return canonicalizeUuids(schema, message);
    if (result.kind === 'error') throw result.error;
    const violations = result.violations.map((violation) => ({
      field: pathToString(violation.field),
      rule: violation.ruleId,
      message: violation.message,
    }));
    const text = violations.map(({ field, message: problem }) => `${field}: ${problem}`).join('; ');
    throw new ServiceError('invalid_argument', 'invalid_request', text, { violations });
  };
  return (next) => (request) => {
    if (!request.stream) {
      check(request.method.input, request.message);
      return next(request);
    }
    const { input } = request.method;
    const messages = request.message;
    async function* checked() {
      for await (const message of decoded(messages)) {
        check(input, message);
        yield message;
      }
    }
    return next({ ...request, message: checked() });
  };
}
