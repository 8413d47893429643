import { type Attempt, attempted, OutsideError } from '@ameide/primitives/outside';
import { isBucketName } from '../../names.ts';
import type { Buckets, BucketsReport, WantedBuckets } from '../../ports.ts';
import { type Emptying, emptyBucket } from './empty-bucket.ts';
import type { S3Client } from './s3-client.ts';
import { childrenOf, escapeXml, textOf } from './xml.ts';

/** The tag that says whose a bucket is. */
const TAG = 'ameide.tenant';

/** The object store by its S3 API. A bucket is a tenant's by its tag, and whoever else has tagged it keeps it. */
export function s3Buckets(s3: S3Client, atOnce: Emptying = { pageSize: 1_000, pages: 20 }): Buckets {
  const keepVersions = versionKeeper(s3);

  const provision = async ({ tenant, names, onDelete }: WantedBuckets, attempt: Attempt): Promise<BucketsReport> => {
    for (const name of names) {
      await bringBucket(s3, name, tenant, attempt);
      await keepVersions(name, attempt);
    }
    const others: string[] = [];
    for (const name of await listBuckets(s3, tenant, attempt)) {
      if (!names.includes(name) && (await ownerOf(s3, name, attempt)) === tenant) others.push(name);
    }
    if (onDelete === 'retain') return { kept: others, emptying: [] };
    const emptying: string[] = [];
    for (const name of others) {
      const isEmpty = await emptyBucket(s3, name, atOnce, attempt);
      if (isEmpty) await s3({ method: 'DELETE', bucket: name, accept: ['NoSuchBucket'] }, attempt);
      else emptying.push(name);
    }
    return { kept: [], emptying };
  };

  return { provision: (wanted, attempt) => attempted(() => provision(wanted, attempt)) };
}

/** A tenant's id; `nobody` if there is no tag at all, `somebody` if there are others; undefined if there is no bucket. */
async function ownerOf(s3: S3Client, bucket: string, attempt: Attempt): Promise<string | undefined> {
  const accept = ['NoSuchBucket', 'NoSuchTagSet'];
  const { code, body } = await s3({ method: 'GET', bucket, query: { tagging: '' }, accept }, attempt);
  if (code === 'NoSuchBucket') return undefined;
  const tags = body && code === undefined ? childrenOf(body, 'TagSet').flatMap((set) => childrenOf(set, 'Tag')) : [];
  if (tags.length === 0) return NOBODY;
  return tags.filter((tag) => textOf(tag, 'Key') === TAG).map((tag) => textOf(tag, 'Value'))[0] ?? SOMEBODY;
}

// No ids of tenants.
const NOBODY = '-nobody';
const SOMEBODY = '-somebody';

async function bringBucket(s3: S3Client, bucket: string, tenant: string, attempt: Attempt): Promise<void> {
  let owner = await ownerOf(s3, bucket, attempt);
  if (owner === undefined) {
    await s3({ method: 'PUT', bucket, accept: ['BucketAlreadyOwnedByYou'] }, attempt);
    owner = (await ownerOf(s3, bucket, attempt)) ?? NOBODY;
  }
  if (owner === tenant) return;
  // The operator may have been killed between the two writes: an empty bucket without tags is one that it has made.
  if (owner !== NOBODY || !(await isEmpty(s3, bucket, attempt))) {
    const message = `The bucket ${bucket} belongs to somebody else: it is not tagged ${TAG}=${tenant}. Tag it if it is the tenant’s, or remove it.`;
    throw new OutsideError('conflict', message);
  }
  const tag = `<Tag><Key>${TAG}</Key><Value>${escapeXml(tenant)}</Value></Tag>`;
  const body = `<Tagging xmlns="${XMLNS}"><TagSet>${tag}</TagSet></Tagging>`;
  await s3({ method: 'PUT', bucket, query: { tagging: '' }, body }, attempt);
}

const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** What object stores without versions answer. */
const NO_VERSIONS = ['MethodNotAllowed', 'NotImplemented', 'VersioningNotConfigured'];

/**
 * Has versions kept where the object store can: what is overwritten or deleted by mistake can be had again. One that
 * cannot is asked once.
 */
function versionKeeper(s3: S3Client) {
  let isSupported = true;
  const query = { versioning: '' };
  const accept = NO_VERSIONS;
  return async (bucket: string, attempt: Attempt): Promise<void> => {
    if (!isSupported) return;
    const { code, body } = await s3({ method: 'GET', bucket, query, accept }, attempt);
    if (code === undefined && body && textOf(body, 'Status') === 'Enabled') return;
    const enabled = `<VersioningConfiguration xmlns="${XMLNS}"><Status>Enabled</Status></VersioningConfiguration>`;
    const answer = code === undefined && (await s3({ method: 'PUT', bucket, query, body: enabled, accept }, attempt));
    isSupported = answer !== false && answer.code === undefined;
  };
}

async function isEmpty(s3: S3Client, bucket: string, attempt: Attempt): Promise<boolean> {
  const { body } = await s3({ method: 'GET', bucket, query: { versions: '', 'max-keys': '1' } }, attempt);
  return body !== undefined && !['Version', 'DeleteMarker'].some((name) => childrenOf(body, name).length > 0);
}

/** Buckets whose names can only be this tenant's. */
async function listBuckets(s3: S3Client, tenant: string, attempt: Attempt): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    // Not every object store heeds these; then all of them come at once.
    const query = { prefix: `${tenant}-`, 'max-buckets': '1000', ...(token && { 'continuation-token': token }) };
    const { body } = await s3({ method: 'GET', query }, attempt);
    const buckets = body ? childrenOf(body, 'Buckets').flatMap((list) => childrenOf(list, 'Bucket')) : [];
    names.push(...buckets.flatMap((bucket) => textOf(bucket, 'Name') ?? []));
    token = (body && textOf(body, 'ContinuationToken')) || undefined;
  } while (token !== undefined);
  return names.filter((name) => isBucketName(tenant, name));
}
