import { z } from 'zod';
import { createFolderObjectStore } from './folder.ts';
import type { ObjectStore } from './object-store.ts';
import { openS3ObjectStore } from './s3.ts';

/** The variables that say where objects are kept. */
export const objectStoreEnvironment = {
  /** Of an S3 server, or of AWS. */
  S3_BUCKET: z.string().min(3).max(63).optional(),
  /** Where that is; AWS unless given. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  /** Both or neither: then credentials come from where AWS looks for them, such as the workload's identity. */
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** A folder instead of a bucket. */
  OBJECT_STORE_FOLDER: z.string().min(1).optional(),
};

const environmentSchema = z.object(objectStoreEnvironment);
export type ObjectStoreEnvironment = Readonly<z.output<typeof environmentSchema>>;

/**
 * What is wrong with these variables, in a sentence; undefined when nothing is.
 * @param folder where objects are kept when nothing else is said; without it, something has to be
 */
export function objectStoreFault(
  { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, OBJECT_STORE_FOLDER }: ObjectStoreEnvironment,
  folder?: string,
): string | undefined {
  if ((S3_ACCESS_KEY_ID === undefined) !== (S3_SECRET_ACCESS_KEY === undefined)) {
    return 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set both or neither';
  }
  if (S3_BUCKET !== undefined && OBJECT_STORE_FOLDER !== undefined) return 'S3_BUCKET or OBJECT_STORE_FOLDER, not both';
  if (S3_BUCKET === undefined && OBJECT_STORE_FOLDER === undefined && folder === undefined) {
    return 'S3_BUCKET must be set, or OBJECT_STORE_FOLDER where there is one replica only: files of chats are kept there';
  }
  return undefined;
}

/** What these variables name. @throws TypeError see `objectStoreFault` */
export async function openObjectStore(environment: ObjectStoreEnvironment): Promise<ObjectStore> {
  const fault = objectStoreFault(environment);
  if (fault !== undefined) throw new TypeError(fault);
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region } = environment;
  if (bucket === undefined) return createFolderObjectStore(environment.OBJECT_STORE_FOLDER!);
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
  return openS3ObjectStore({ bucket, region, endpoint, credentials });
}
