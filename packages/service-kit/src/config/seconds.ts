import { z } from 'zod';

/** A variable in seconds, up to a day, and its value in seconds, too. @param fallback when it is not set */
export const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);
