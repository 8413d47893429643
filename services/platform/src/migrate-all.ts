import { createPool, removeSharedRole } from '@ameide/postgres';
import { migrateService } from '@ameide/service-kit/service';
import { declarations } from './declarations.ts';

/** Brings every schema up to date. */
export async function migrateAll(adminUrl: string): Promise<void> {
  const admin = createPool({ connectionString: adminUrl, applicationName: 'platform-migrations', max: 1 });
  try {
    for (const declaration of declarations) await migrateService(admin, declaration);
    await removeSharedRole(admin);
  } finally {
    await admin.end();
  }
}
