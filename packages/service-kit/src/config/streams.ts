import { z } from 'zod';

const count = z.coerce.number().int().min(1).max(1_000_000);

/** How many streams of people may be open at a time in one process. */
export const streamEnvironment = {
  MAX_STREAMS_PER_USER: count.default(64),
  MAX_STREAMS_PER_TENANT: count.default(1_000),
};
