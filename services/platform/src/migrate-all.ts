import { migrateAgentRuntime } from '@ameide/agent-runtime';
import { migrateGateway } from '@ameide/gateway';
import { migrateGraphpatch } from '@ameide/graphpatch';
import { createPool, migrate, readMigrations } from '@ameide/postgres';
import { migrateProjection } from '@ameide/projection';
import { migrateThreads } from '@ameide/threads';

/** Brings every schema up to date. */
export async function migrateAll(adminUrl: string): Promise<void> {
  const admin = createPool({ connectionString: adminUrl, applicationName: 'platform-migrations', max: 1 });
  try {
    const identity = await readMigrations(new URL('../migrations/identity/', import.meta.url));
    await migrate(admin, { schema: 'identity', migrations: identity });
    await migrateThreads(admin);
    await migrateGraphpatch(admin);
    await migrateProjection(admin);
    await migrateAgentRuntime(admin);
    await migrateGateway(admin);
  } finally {
    await admin.end();
  }
}
