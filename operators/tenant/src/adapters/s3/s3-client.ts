import { createHash } from 'node:crypto';
import { type Attempt, OutsideError, outsideSystem } from '@ameide/primitives/outside';
import { AwsClient } from 'aws4fetch';
import { parseXml, textOf, type XmlElement } from './xml.ts';

/** Where an object store is. Buckets are addressed by path, which every one of them understands. */
export interface S3Options {
  /** `https://s3.example.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An answer of an object store. */
export interface S3Answer {
  readonly status: number;
  /** `NoSuchBucket`; undefined if it is no error, or one without a name. */
  readonly code: string | undefined;
  /** Undefined where the answer has no body. */
  readonly body: XmlElement | undefined;
}

/** A request. */
export interface S3Request {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  readonly bucket?: string;
  readonly key?: string;
  /** `tagging`, or `versions` with more. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Codes of errors that are an answer, not a refusal. */
  readonly accept?: readonly string[];
}

/** The S3 API. @throws OutsideError */
export type S3Client = (request: S3Request, attempt: Attempt) => Promise<S3Answer>;

const LIMIT_MS = 5_000;

export function createS3Client({ endpoint, ...options }: S3Options): S3Client {
  const store = outsideSystem('The object store');
  const base = endpoint.replace(/\/+$/, '');
  // How often something is tried again is the operator's business.
  const signer = new AwsClient({ ...options, service: 's3', retries: 0 });
  return async ({ method, bucket, key, query = {}, body, accept = [] }, attempt) => {
    const path = [bucket, ...(key === undefined ? [] : key.split('/'))].filter((part) => part !== undefined);
    const url = `${base}/${path.map(encodeURIComponent).join('/')}?${new URLSearchParams(query)}`;
    const headers = body === undefined ? undefined : { 'x-amz-checksum-sha256': sha256(body) };
    if (method !== 'GET') attempt.check();
    const answer = await store.ask(
      async (signal) =>
        signer.fetch(url, {
          method,
          signal,
          redirect: 'error',
          ...(body !== undefined && { body }),
          ...(headers && { headers }),
        }),
      { signal: attempt.signal, limitMs: LIMIT_MS },
    );
    const parsed = parsedBody(answer.text);
    const code = answer.status >= 300 && parsed ? textOf(parsed, 'Code') : undefined;
    if (answer.status < 300 || (code !== undefined && accept.includes(code))) {
      return { status: answer.status, code, body: parsed };
    }
    const said = [code, parsed && textOf(parsed, 'Message')].filter((text) => text !== undefined).join(': ');
    const what = `${method} ${bucket ?? 'the list of buckets'}${Object.keys(query)[0] ? `?${Object.keys(query)[0]}` : ''}`;
    throw new OutsideError('refused', `The object store answers ${answer.status} to ${what}${said ? `: ${said}` : ''}`);
  };
}

function parsedBody(text: string): XmlElement | undefined {
  if (text === '') return undefined;
  try {
    return parseXml(text);
  } catch (cause) {
    throw new OutsideError('refused', 'The object store answers something that is not XML: is S3_ENDPOINT one?', {
      cause,
    });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
