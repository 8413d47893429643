import { createInProcessPresence } from './in-process-presence.ts';
import { presenceConformance } from './testing/presence-conformance.ts';

presenceConformance('in process', async (options) => createInProcessPresence(options));
