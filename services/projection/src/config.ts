import { seconds } from '@ameide/service-kit/config';
import { z } from 'zod';

/** What the service reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({
  /** How often a watcher hears something when nothing happens. */
  HEARTBEAT_SECONDS: seconds(15),
});
