import { bootstrapRoles, createPool, isUnavailable, MigrationError } from '@ameide/postgres';
import type pg from 'pg';
import { z } from 'zod';
import { ConfigError, type Environment, loadConfig, processEnvironment } from '../config/index.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { ServiceDeclaration } from './declaration.ts';
import { migrateService } from './migrate-service.ts';

/** The database cannot be reached: the same call may succeed later (EX_TEMPFAIL of sysexits.h). */
const TRY_AGAIN = 75;
/** The name of the server cannot be resolved (yet). */
const UNKNOWN_HOST = /^(ENOTFOUND|EAI_AGAIN)$/;

const variables = z.object({
  LOG_LEVEL: processEnvironment.LOG_LEVEL,
  /** Of the service's own role, which is created, or is given this password. */
  DATABASE_URL: processEnvironment.DATABASE_URL,
  /** Of a role that may create roles and schemas in the same database. */
  DATABASE_ADMIN_URL: processEnvironment.DATABASE_URL,
});

/**
 * Makes a service's role and brings its schema up to date, as a process of its own that runs before a roll-out. The exit code
 * is 0 when it has, 75 when the database cannot be reached, and 1 when a repetition would not help; then the last line says why.
 * @param env `process.env`
 */
export async function runMigrations(declaration: ServiceDeclaration, env: Environment): Promise<void> {
  try {
    const { LOG_LEVEL: level, DATABASE_ADMIN_URL: adminUrl, DATABASE_URL: url } = loadConfig(variables, env);
    const password = passwordOf(declaration, url, adminUrl);
    const logger = createLogger({ service: declaration.name, level });
    const admin = createPool({ connectionString: adminUrl, applicationName: `${declaration.name}-migration`, max: 1 });
    const applied = await migrateAs(admin, declaration, password).finally(() => admin.end());
    logger.info({ schema: declaration.schema, applied }, 'the schema is up to date');
  } catch (error) {
    const mayHelp = canPass(error);
    process.stderr.write(`${sentence(error)}${mayHelp ? ' (this may pass)' : ''}\n`);
    process.exitCode = mayHelp ? TRY_AGAIN : 1;
  }
}

async function migrateAs(admin: pg.Pool, declaration: ServiceDeclaration, password: string): Promise<string[]> {
  await bootstrapRoles(admin, { [declaration.databaseRole]: password });
  return migrateService(admin, declaration);
}

/** @throws ConfigError when the service would connect as another role, or to another database, than is made ready */
function passwordOf({ databaseRole }: ServiceDeclaration, url: string, adminUrl: string): string {
  const { username, password, pathname } = new URL(url);
  const faults = [
    ...(decodeURIComponent(username) === databaseRole ? [] : [`DATABASE_URL: its user must be ${databaseRole}`]),
    ...(password === '' ? ['DATABASE_URL: has no password'] : []),
    ...(pathname === new URL(adminUrl).pathname
      ? []
      : ['DATABASE_URL: is of another database than DATABASE_ADMIN_URL']),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return decodeURIComponent(password);
}

function canPass(error: unknown): boolean {
  const reason = error instanceof MigrationError ? error.cause : error;
  if (isUnavailable(reason)) return true;
  return reason instanceof Error && 'code' in reason && UNKNOWN_HOST.test(String(reason.code));
}

/** Never the text of a URL or of a statement: they may hold passwords. */
function sentence(error: unknown): string {
  if (error instanceof ConfigError || error instanceof MigrationError) return error.message;
  return `The schema cannot be brought up to date: ${error instanceof Error ? error.message : String(error)}`;
}
