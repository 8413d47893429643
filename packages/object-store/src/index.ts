export {
  type ObjectStoreEnvironment,
  objectStoreEnvironment,
  objectStoreFault,
  openObjectStore,
} from './environment.ts';
export { createFolderObjectStore } from './folder.ts';
export { MAX_OBJECT_BYTES, type ObjectStore, ObjectStoreError } from './object-store.ts';
export { openS3ObjectStore, type S3Options } from './s3.ts';
