import { readAsTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { CreateQueries } from '../app/ports.ts';
import { artifactQueries } from './artifact-queries.ts';
import { attachmentQueries } from './attachments.ts';
import { chatQueries } from './chat-queries.ts';

/** Queries run as the tenant: row-level security shows nothing else. */
export function createQueriesOn(pool: pg.Pool): CreateQueries {
  return ({ tenantId, actorId, signal }) => {
    const db = readAsTenant(pool, tenantId, { signal });
    return { ...chatQueries(db, actorId), ...artifactQueries(db, actorId), ...attachmentQueries(db, actorId) };
  };
}
