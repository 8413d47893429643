export { encodePageToken } from '../rpc/page-token.ts';
export { createLoopWatch, type LoopFigures, type LoopWatch } from './loop-watch.ts';
export { refusedWith } from './refused-with.ts';
export { type ServiceUnderTest, startServiceProcess } from './start-process.ts';
export { createTestIssuer, type TestClaims, type TestIssuer } from './test-issuer.ts';
