export { EmbeddedPostgresError, type EmbeddedPostgresReason } from './embedded/errors.ts';
export { type ReachedPostgres, reachEmbeddedPostgres } from './embedded/reach.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded/server.ts';
