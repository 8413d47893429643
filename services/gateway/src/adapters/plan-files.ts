import { z } from 'zod';
import type { Plan } from '../domain/limits/plan.ts';
import { readJsonFiles } from './json-files.ts';

const count = z.int().min(0).max(1_000_000_000_000).optional();
const quota = z.strictObject({ requests: count, tokens: count, runs: count, streams: count });
const planSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  perUser: quota,
  perTenant: quota,
});

/**
 * Reads the plans of a folder, one JSON file each, named by its id.
 * @throws Error that names the file and what is wrong with it
 */
export function readPlans(folder: URL): readonly Plan[] {
  return readJsonFiles(folder, 'plan', planSchema) as readonly Plan[];
}
