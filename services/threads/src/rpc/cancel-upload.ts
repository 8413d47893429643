import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { unary } from '@ameide/service-kit/rpc';
import { removeContent } from '../app/attachments/content.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { withObjectStore } from './object-store-errors.ts';

export const cancelUpload = ({ uploads, objects }: ThreadsDeps) =>
  unary(AttachmentService.method.cancelUpload, 'graph.viewer', async ({ uploadId: id }, caller) => {
    const withdrawn = await uploads(caller).withdraw(id);
    // The row stays for what is still on its way, and goes with the next sweep.
    if (withdrawn) await withObjectStore(() => removeContent(objects, caller.tenantId, id, caller.signal));
    return {};
  });
