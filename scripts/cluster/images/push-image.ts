import { createReadStream } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Blob, OciImage } from './oci-image.ts';

/**
 * Pushes what the registry at this port of the machine does not have yet, as `<repository>:<tag>`.
 * @throws Error with the registry's answer when it refuses
 */
export async function pushImage(image: OciImage, port: number, repository: string, tag: string): Promise<void> {
  const base = `/v2/${repository}`;
  for (const blob of image.blobs) {
    const { statusCode } = await send(port, 'HEAD', `${base}/blobs/${blob.digest}`);
    if (statusCode !== 200) await pushBlob(port, base, blob);
  }
  const { manifest } = image;
  await accepted(await send(port, 'PUT', `${base}/manifests/${tag}`, manifest, manifest.mediaType));
}

async function pushBlob(port: number, base: string, blob: Blob): Promise<void> {
  const begun = await accepted(await send(port, 'POST', `${base}/blobs/uploads/`));
  const location = new URL(begun.headers.location!, `http://127.0.0.1:${port}`);
  location.searchParams.set('digest', blob.digest);
  const path = `${location.pathname}${location.search}`;
  await accepted(await send(port, 'PUT', path, blob, 'application/octet-stream'));
}

async function send(port: number, method: string, path: string, body?: Blob, type?: string): Promise<IncomingMessage> {
  const headers = { 'content-length': body?.size ?? 0, ...(type && { 'content-type': type }) };
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    outgoing.once('response', resolve).once('error', reject),
  );
  if (typeof body?.content === 'string') {
    // An answer that comes early ends the connection; it says why.
    await pipeline(createReadStream(body.content), outgoing).catch(() => {});
  } else {
    outgoing.end(body?.content);
  }
  return (await answered).resume();
}

async function accepted(response: IncomingMessage): Promise<IncomingMessage> {
  if (response.statusCode! < 300) return response;
  throw new Error(`the registry answered ${response.statusCode} ${response.statusMessage}`);
}
