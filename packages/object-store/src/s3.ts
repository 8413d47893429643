import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { assertKey, assertSize } from './key.ts';
import { type ObjectStore, ObjectStoreError } from './object-store.ts';

/** Where objects are kept. */
export interface S3Options {
  /** Exists already. */
  readonly bucket: string;
  readonly region: string;
  /** `https://s3.example.com`; that of AWS unless given. Buckets are addressed by path, which every S3 server understands. */
  readonly endpoint?: string | undefined;
  /** Those of the environment, of a file or of the workload's identity, as AWS has it, unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 20_000;
const MAX_ATTEMPTS = 3;

/** Keeps objects in a bucket of an S3 server. */
export async function openS3ObjectStore({ bucket, region, endpoint, credentials }: S3Options): Promise<ObjectStore> {
  // Read only where it is needed: it is large.
  const aws = await import('@aws-sdk/client-s3');
  const client: S3Client = new aws.S3Client({
    region,
    forcePathStyle: true,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    // Servers that are not of AWS know no checksums beyond the signature's.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  });
  const aborting = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal });

  async function told<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (cause) {
      signal?.throwIfAborted();
      const { name, message } = cause as S3ServiceException;
      throw new ObjectStoreError(`the bucket ${bucket} cannot be used: ${name}: ${message}`, { cause });
    }
  }

  return {
    async put(key, bytes, signal) {
      assertKey(key);
      assertSize(bytes);
      const command = new aws.PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes });
      await told(() => client.send(command, aborting(signal)), signal);
    },

    async get(key, signal) {
      assertKey(key);
      return told(async () => {
        try {
          const { Body } = await client.send(new aws.GetObjectCommand({ Bucket: bucket, Key: key }), aborting(signal));
          return await Body?.transformToByteArray();
        } catch (error) {
          if (error instanceof aws.NoSuchKey) return undefined;
          throw error;
        }
      }, signal);
    },

    async *list(prefix, signal) {
      assertKey(prefix);
      let token: string | undefined;
      do {
        const page = new aws.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: `${prefix}/`,
          ...(token !== undefined && { ContinuationToken: token }),
        });
        const { Contents = [], NextContinuationToken } = await told(() => client.send(page, aborting(signal)), signal);
        for (const { Key } of Contents) if (Key !== undefined) yield Key;
        token = NextContinuationToken;
      } while (token !== undefined);
    },

    async delete(key, signal) {
      assertKey(key);
      const command = new aws.DeleteObjectCommand({ Bucket: bucket, Key: key });
      await told(() => client.send(command, aborting(signal)), signal);
    },

    ready: () => told(async () => void (await client.send(new aws.HeadBucketCommand({ Bucket: bucket })))),
    close: () => client.destroy(),
  };
}
