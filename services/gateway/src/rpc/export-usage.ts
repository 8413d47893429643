import { UsageService } from '@ameide/contracts/usage/v1/usage_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { inStreamSlot } from '../app/limits/in-stream-slot.ts';
import { exportUsage as exported } from '../app/usage/export-usage.ts';
import { whose } from '../app/usage/whose.ts';
import { filterFromWire } from '../wire/usage.ts';
import { refusals } from './refusals.ts';

export const exportUsage = ({ ledger, admission }: GatewayDeps) =>
  serverStream(UsageService.method.exportUsage, 'graph.viewer', async function* ({ filter }, caller) {
    const which = filterFromWire(caller.tenantId, whose(caller, filter), filter);
    const pieces = inStreamSlot(admission, caller, refusals.accept, () => exported(ledger, which, caller.signal));
    for await (const csv of pieces) yield { csv };
  });
