import { z } from 'zod';

/** A variable in seconds, up to a day, as milliseconds. @param fallback milliseconds, when it is not set */
export const seconds = (fallback: number) =>
  z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(fallback / 1000)
    .transform((value) => value * 1000);
