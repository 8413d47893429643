import { AmeideError } from '@ameide/sdk';
import { models } from '../../data/connection.ts';
import { describeProblem } from '../../data/problem.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import { modelRef } from '../../data/waiting.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

/** Takes back what one version did, as a version more; what later ones did stays. Tells how it went. */
export async function takeBack(artifactId: string, version: number): Promise<void> {
  const t = wordsNow(words);
  try {
    const ref = `${modelRef(artifactId)}@${version}`;
    const { commit } = await models.revertCommit({ ref, correlationId: crypto.randomUUID() });
    await refreshAnswers();
    notify({ tone: 'done', text: t.takenBack(version, commit?.version ?? 0) });
  } catch (error) {
    const isBuiltOn = error instanceof AmeideError && error.reason === 'revert_conflict';
    notify({ tone: 'trouble', ...describeProblem(error), ...(isBuiltOn ? { text: t.buildsOn } : {}) });
  }
}
