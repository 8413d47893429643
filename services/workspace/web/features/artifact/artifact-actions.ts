import { attempt } from '../../data/attempt.ts';
import { artifactCommands } from '../../data/connection.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

export async function renameArtifact(artifactId: string, title: string): Promise<void> {
  await attempt(() => artifactCommands.renameArtifact({ artifactId, title }));
}

export async function bringBackArtifact(artifactId: string): Promise<void> {
  await attempt(() => artifactCommands.undeleteArtifact({ artifactId }));
}

/** Hides a model, and offers to bring it back. @param leave goes away from the pages that speak of it */
export async function deleteArtifact(artifactId: string, title: string, leave: () => Promise<void>): Promise<void> {
  const t = wordsNow(words);
  const isGone = await attempt(async () => {
    await artifactCommands.deleteArtifact({ artifactId });
    await leave();
  });
  const undelete = () => void bringBackArtifact(artifactId);
  if (isGone) notify({ tone: 'done', text: t.deleted(title), action: { label: t.bringBack, run: undelete } });
}
