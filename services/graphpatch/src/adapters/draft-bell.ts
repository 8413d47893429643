import { hash } from 'node:crypto';
import { createBell } from '@ameide/event-store';
import { formatRef, type Ref } from '@ameide/graph-model';
import type { Pool } from 'pg';
import type { DraftBell } from '../app/drafts/ports.ts';

export const DRAFT_CHANNEL = 'graphpatch.drafts';

/** What is said on the channel about a model: nothing that tells whose it is. */
export function draftTopic(tenantId: string, { artifactId, branch }: Ref): string {
  return hash('sha256', `${tenantId}/${formatRef({ artifactId, branch })}`, 'base64url');
}

/** Hears of changes of drafts in any process, through a connection of the pool while anybody listens. */
export function createDraftBell(pool: Pool): DraftBell {
  const bell = createBell(pool, DRAFT_CHANNEL);
  return {
    listen(tenantId, model) {
      const ear = bell.listen(draftTopic(tenantId, model));
      return {
        async wait(milliseconds, signal) {
          await ear.wait(milliseconds, signal);
          ear.rang();
        },
        close: () => ear.close(),
      };
    },
  };
}
