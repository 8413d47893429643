import { DirectoryService } from '@ameide/contracts/live/v1/directory_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';

export const batchGetPeople = ({ directory }: GatewayDeps) =>
  unary(DirectoryService.method.batchGetPeople, 'graph.viewer', async ({ subjects }, caller) => {
    await rememberName(directory, caller);
    const people = await directory.find(caller.tenantId, subjects);
    return { people: people.map(({ subject, name }) => ({ subject, name })) };
  });
