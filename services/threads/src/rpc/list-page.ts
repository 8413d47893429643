import { type PageRequest, type PageRules, readPage } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import type { List } from '../app/ports.ts';

/** What `total_count` stops at: one more says that there are more. */
const MOST_COUNTED = 1_000;

/** One page of a list, with the size of the whole list when it is asked for. */
export async function readListPage<Item, Place extends JsonValue>(
  request: PageRequest & { readonly countTotal: boolean },
  rules: PageRules<Place>,
  list: List<Item, Place>,
  placeOf: (item: Item) => Place,
): Promise<{ items: Item[]; nextPageToken: string; totalCount?: number }> {
  const page = await readPage(request, rules, list.part, placeOf);
  return request.countTotal ? { ...page, totalCount: await list.count(MOST_COUNTED + 1) } : page;
}
