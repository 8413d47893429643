import type { JsonValue } from '@bufbuild/protobuf';
import type { ZodType } from 'zod';
import { decodePageToken, encodePageToken } from './page-token.ts';

/** What a request for a page asks for. */
export interface PageRequest {
  /** 0 for the list's own size. */
  readonly pageSize: number;
  /** Empty for the first page. */
  readonly pageToken: string;
}

/** How the pages of a list are made. */
export interface PageRules<Place> {
  /** The list and its filters: a token holds for no other list. */
  readonly list: string;
  /** What tokens hold; they come from clients, so nothing else is believed of them. Never accepts `undefined`. */
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
  fetch: (after: Place | undefined, limit: number) => Promise<readonly Item[]>,
  placeOf: (item: Item) => Place,
): Promise<{ items: Item[]; nextPageToken: string }> {
  const size = request.pageSize || defaultSize;
  const after = request.pageToken === '' ? undefined : decodePageToken(list, place, request.pageToken);
  const found = await fetch(after, size + 1);
  const items = found.slice(0, size);
  const last = items.at(-1);
  const more = found.length > size && last !== undefined;
  return { items, nextPageToken: more ? encodePageToken(list, placeOf(last)) : '' };
}
