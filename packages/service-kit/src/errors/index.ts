export { conflictToWire, errorDetail, errorReason, toConnectError } from './connect-error.ts';
export { commandRefusals, createRefusals, type Refusal, type Refusals, type RefusalTable } from './refusals.ts';
export { retryHeaders } from './retry-headers.ts';
export {
  type Conflict,
  type ErrorCode,
  ServiceError,
  type ServiceErrorOptions,
  type Violation,
} from './service-error.ts';
