import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Plan } from '../domain/limits/plan.ts';

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
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const result = planSchema.safeParse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    if (!result.success) throw new Error(`plan file ${file}: ${z.prettifyError(result.error)}`);
    if (`${result.data.id}.json` !== file)
      throw new Error(`plan file ${file}: it must be named ${result.data.id}.json`);
    return result.data as Plan;
  });
}
