export { objectStoreConformance } from './conformance.ts';
export { type S3Server, s3SkipReason, startS3Server } from './s3-server.ts';
