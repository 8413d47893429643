export { errorDetail, errorReason, toConnectError } from './connect-error.ts';
export { type ErrorCode, ServiceError, type ServiceErrorOptions, type Violation } from './service-error.ts';
