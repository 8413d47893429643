import { artifactCommands } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { queryClient } from '../../data/query-client.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

const refresh = () => queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'connect-query' });

export async function renameArtifact(artifactId: string, title: string): Promise<void> {
  try {
    await artifactCommands.renameArtifact({ artifactId, title });
    await refresh();
  } catch (error) {
    notifyProblem(error);
  }
}

export async function bringBackArtifact(artifactId: string): Promise<void> {
  await artifactCommands.undeleteArtifact({ artifactId }).then(refresh, (error: unknown) => notifyProblem(error));
}

/** Hides a model, and offers to bring it back. @param leave goes away from the pages that speak of it */
export async function deleteArtifact(artifactId: string, title: string, leave: () => Promise<void>): Promise<void> {
  const t = wordsNow(words);
  const undelete = () => void bringBackArtifact(artifactId);
  try {
    await artifactCommands.deleteArtifact({ artifactId });
    await leave();
    notify({ tone: 'done', text: t.deleted(title), action: { label: t.bringBack, run: undelete } });
    await refresh();
  } catch (error) {
    notifyProblem(error);
  }
}
