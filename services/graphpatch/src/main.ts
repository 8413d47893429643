import { runService } from '@ameide/service-kit/rpc';
import { declaration } from './declaration.ts';
import { createGraphpatchService } from './service.ts';

await runService({
  declaration,
  env: process.env,
  open: ({ pool, internalCaller, transportTo }) =>
    createGraphpatchService({ pool, internalCaller, threadsTransport: transportTo('threads') }),
});
