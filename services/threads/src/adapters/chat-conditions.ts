import type { ChatFilter } from '../app/ports.ts';

/**
 * The conditions on `c` of a filter, once for the user's own chats and once for those that others share.
 * @param first the number of the first parameter that they may use
 * @param user the number of the parameter that is the user
 */
export function chatConditions(filter: ChatFilter, first: number, user = 1) {
  const { artifactId, visibility, own, deletedSince, updatedAfter, updatedBefore, tags, labels } = filter;
  const given: [name: string, value: unknown, condition: (parameter: string) => string][] = [
    [
      '_of_artifact',
      artifactId,
      (id) => `exists (select from threads.chat_artifacts l where l.chat_id = c.id and l.artifact_id = ${id})`,
    ],
    ['_visible', visibility, (value) => `c.visibility = ${value}`],
    ['_deleted', instant(deletedSince), (since) => `c.deleted_at >= ${since}`],
    ['_after', instant(updatedAfter), (since) => `c.updated_at >= ${since}`],
    ['_tagged', tags, (wanted) => `c.metadata -> 'tags' ?& ${wanted}::text[]`],
    ['_labelled', labels && JSON.stringify(labels), (wanted) => `c.metadata -> 'labels' @> ${wanted}::jsonb`],
    ['_before', instant(updatedBefore), (until) => `c.updated_at < ${until}`],
  ];
  const used = given.filter(([, value]) => value !== undefined);
  const conditions = used.map(([, , condition], index) => condition(`$${first + index}`));
  if (deletedSince === undefined) conditions.push('c.deleted_at is null');
  const mine = [`c.owner_id = $${user}`, ...conditions];
  const shared = ["c.visibility = 'team'", `c.owner_id <> $${user}`, ...conditions];
  const onlyMine = own === true || visibility === 'private' || deletedSince !== undefined;
  return {
    halves: onlyMine ? [mine] : [mine, shared],
    values: used.map(([, value]) => value),
    /** Tells statements with different conditions apart. */
    key: `${onlyMine ? '_own' : ''}${used.map(([name]) => name).join('')}`,
  };
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** The words of a query for `to_tsquery('simple', …)`: all of them, of the last one the beginning. */
export function wordsQuery(query: string): string {
  const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word, index) => (index === words.length - 1 ? `${word}:*` : word)).join(' & ');
}
