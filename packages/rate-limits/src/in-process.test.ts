import { createInProcessRateLimits } from './in-process.ts';
import { rateLimitsConformance } from './testing/conformance.ts';

rateLimitsConformance('in process', async (now) => createInProcessRateLimits({ now }));
