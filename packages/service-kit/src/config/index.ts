export { ConfigError } from './config-error.ts';
export { DEFAULT_EXPIRY, type ExpiryEnvironment } from './expiry.ts';
export { trustedIssuers } from './issuers.ts';
export { jsonText } from './json-text.ts';
export { type Environment, loadConfig } from './load-config.ts';
export { type ProcessEnvironment, processEnvironment } from './process-environment.ts';
export { type RuntimeEnvironment, runtimeEnvironment } from './runtime-environment.ts';
export { seconds } from './seconds.ts';
