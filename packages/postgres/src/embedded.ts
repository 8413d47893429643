export { EmbeddedPostgresError, type EmbeddedPostgresReason } from './embedded/errors.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded/server.ts';
