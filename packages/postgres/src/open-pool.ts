import type pg from 'pg';
import { createPool, type PoolConfig } from './pool.ts';

export interface OpenPoolConfig extends PoolConfig {
  /** Of the schema's owner: with it, `migrate` is run before the pool is handed out. */
  readonly adminConnectionString?: string | undefined;
  readonly migrate: (admin: pg.Pool) => Promise<unknown>;
}

/** The pool of a service that is a process of its own, on a schema that is up to date. */
export async function openPool({ adminConnectionString, migrate, ...config }: OpenPoolConfig): Promise<pg.Pool> {
  if (adminConnectionString !== undefined) {
    const { applicationName } = config;
    const admin = createPool({ connectionString: adminConnectionString, applicationName, max: 1 });
    await migrate(admin).finally(() => admin.end());
  }
  return createPool(config);
}
