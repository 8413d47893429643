export { type AdminClient, createAdminClient } from '@ameide/primitives/keycloak';
export { createS3Client, type S3Client } from '../src/adapters/s3/s3-client.ts';
export { childrenOf, textOf } from '../src/adapters/s3/xml.ts';
export { TENANT_PARTS } from '../src/kinds.ts';
export { addRealm, addServiceAccount } from './fixtures/keycloak-people.ts';
export { type S3Server, s3SkipReason, startS3Server } from './fixtures/s3-server.ts';
