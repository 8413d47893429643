import { runService } from '@ameide/service-kit/rpc';
import { declaration } from './declaration.ts';
import { createThreadsService } from './service.ts';

await runService({ declaration, env: process.env, open: ({ pool, logger }) => createThreadsService({ pool, logger }) });
