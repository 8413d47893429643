import { type Attempt, OutsideError } from '@ameide/primitives/outside';
import type { S3Client } from './s3-client.ts';
import { childrenOf, escapeXml, textOf } from './xml.ts';

/** How much is deleted in one attempt, which must not last for ever. */
export interface Emptying {
  /** Versions in a page; no object store takes more than 1,000. */
  readonly pageSize: number;
  readonly pages: number;
}

/**
 * Deletes every version of every object of a bucket, and what was begun to be uploaded.
 *
 * @returns false if more is left than one attempt deletes
 * @throws OutsideError `refused` if a version cannot be deleted, such as one under a legal hold
 */
export async function emptyBucket(
  s3: S3Client,
  bucket: string,
  { pageSize, pages }: Emptying,
  attempt: Attempt,
): Promise<boolean> {
  for (let page = 0; page <= pages; page++) {
    const query = { versions: '', 'max-keys': `${pageSize}` };
    const { code, body } = await s3({ method: 'GET', bucket, query, accept: ['NoSuchBucket'] }, attempt);
    if (code === 'NoSuchBucket' || body === undefined) return true;
    const versions = ['Version', 'DeleteMarker'].flatMap((name) => childrenOf(body, name));
    if (versions.length === 0) return abortUploads(s3, bucket, attempt);
    if (page === pages) return false;
    const objects = versions.map((version) => {
      const id = textOf(version, 'VersionId');
      const key = `<Key>${escapeXml(textOf(version, 'Key') ?? '')}</Key>`;
      return `<Object>${key}${id === undefined ? '' : `<VersionId>${escapeXml(id)}</VersionId>`}</Object>`;
    });
    const request = `<Delete><Quiet>true</Quiet>${objects.join('')}</Delete>`;
    const answer = await s3({ method: 'POST', bucket, query: { delete: '' }, body: request }, attempt);
    const error = answer.body && childrenOf(answer.body, 'Error')[0];
    if (error !== undefined) {
      const why = [textOf(error, 'Code'), textOf(error, 'Message')].filter(Boolean).join(': ');
      throw new OutsideError('refused', `The object store does not delete everything in ${bucket}: ${why}`);
    }
  }
  return false;
}

async function abortUploads(s3: S3Client, bucket: string, attempt: Attempt): Promise<boolean> {
  const { body } = await s3({ method: 'GET', bucket, query: { uploads: '' } }, attempt);
  const uploads = body ? childrenOf(body, 'Upload') : [];
  for (const upload of uploads) {
    const [key, uploadId] = [textOf(upload, 'Key'), textOf(upload, 'UploadId')];
    if (key === undefined || uploadId === undefined) continue;
    await s3({ method: 'DELETE', bucket, key, query: { uploadId }, accept: ['NoSuchUpload'] }, attempt);
  }
  return body === undefined || textOf(body, 'IsTruncated') !== 'true';
}
