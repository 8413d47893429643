import { models } from '../../data/connection.ts';
import { followEnded } from '../../data/live/live.ts';
import { queryClient } from '../../data/query-client.ts';

/** Makes a document the first version of a model, and follows the model from then on. */
export async function fillModel(artifactId: string, document: Uint8Array): Promise<void> {
  try {
    await models.importModel({ artifactId, document, correlationId: crypto.randomUUID() });
  } finally {
    // Also when somebody else has been faster.
    followEnded();
    await queryClient.invalidateQueries();
  }
}
