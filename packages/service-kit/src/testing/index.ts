export { createTestIssuer, type TestClaims, type TestIssuer } from './test-issuer.ts';
