import { createStore } from '../../data/store.ts';

/** Which chats the list shows: those that have all of these. Kept while the page is. */
export interface ChatsWith {
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export const NO_FILTER: ChatsWith = { tags: [], labels: {} };

export const chatsWith = createStore<ChatsWith>(NO_FILTER);

export function isFiltered({ tags, labels }: ChatsWith): boolean {
  return tags.length > 0 || Object.keys(labels).length > 0;
}

export function toggleTag(tag: string): void {
  chatsWith.set(({ tags, labels }) => ({
    labels,
    tags: tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag],
  }));
}

export function toggleLabel(name: string, value: string): void {
  chatsWith.set(({ tags, labels }) => {
    const { [name]: chosen, ...others } = labels;
    return { tags, labels: chosen === value ? others : { ...others, [name]: value } };
  });
}
