import { z } from 'zod';
import type { TimePlace } from '../app/ports.ts';

const LAST_INSTANT_MS = Date.UTC(9999, 11, 31);

/** What page tokens of lists by time hold. */
export const timePlace: z.ZodType<TimePlace> = z.tuple([z.int().min(0).max(LAST_INSTANT_MS), z.uuid()]);
