import { createDirectory } from '@ameide/sdk';
import { connection } from './connection.ts';

const { directory } = createDirectory(connection);

/** Names by subject of those who are known. @param subjects 100 at most */
export async function lookUpNames(subjects: string[]): Promise<ReadonlyMap<string, string>> {
  const { people } = await directory.batchGetPeople({ subjects });
  return new Map(people.map(({ subject, name }) => [subject, name]));
}
