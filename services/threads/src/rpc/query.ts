import type { Transaction } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import { decodePageToken, encodePageToken, type RequestContext } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import type { ZodType } from 'zod';
import type { RpcDeps } from './deps.ts';

/** Runs a query for the caller. */
export function runQuery<T>({ read }: RpcDeps, caller: RequestContext, query: (tx: Transaction) => Promise<T>) {
  return read(caller.tenantId, query, caller.signal);
}

/** What a request for a page asks for. */
interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** How the pages of a list are made. */
interface PageRules<Place> {
  /** The list and its filters: a token holds for no other list. */
  readonly list: string;
  readonly place: ZodType<Place>;
  /** Of a page whose size is not given. */
  readonly defaultSize: number;
}

/**
 * One page of a list. `fetch` gets the place to go on after, if any, and how many entries to read.
 * @throws ServiceError invalid_argument `page_token_invalid`
 */
export async function readPage<Item, Place extends JsonValue>(
  request: PageRequest,
  { list, place, defaultSize }: PageRules<Place>,
  fetch: (after: Place | undefined, limit: number) => Promise<Item[]>,
  placeOf: (item: Item) => Place,
): Promise<{ items: Item[]; nextPageToken: string }> {
  const size = request.pageSize || defaultSize;
  const after = request.pageToken === '' ? undefined : decodePlace(list, place, request.pageToken);
  const found = await fetch(after, size + 1);
  const items = found.slice(0, size);
  const last = items.at(-1);
  const more = found.length > size && last !== undefined;
  return { items, nextPageToken: more ? encodePageToken(list, placeOf(last)) : '' };
}

function decodePlace<Place>(list: string, place: ZodType<Place>, token: string): Place {
  const { data, success } = place.safeParse(decodePageToken(list, token));
  if (success) return data;
  const message = 'The page token is not one of this list. Begin with the first page.';
  throw new ServiceError('invalid_argument', 'page_token_invalid', message);
}
