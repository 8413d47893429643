export { rateLimitsConformance } from './conformance.ts';
