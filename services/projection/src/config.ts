import { processEnvironment } from '@ameide/service-kit/config';
import { z } from 'zod';

/** What the service reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({
  ...processEnvironment,
  /** How often a watcher hears something when nothing happens. */
  HEARTBEAT_SECONDS: z.coerce.number().positive().max(3600).default(15),
});
