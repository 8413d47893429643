import {
  createArtifacts,
  createChats,
  createConnection,
  createModels,
  createRuns,
  createSubscriptions,
} from '@ameide/sdk';
import { reachable } from './reachability.ts';
import { confirmPerson, sessionIsOver } from './session.ts';

/** The header by which the server knows that a page of its own has made the call. */
const CSRF_HEADER = 'x-ameide-csrf';

/** The server is heard every 15 s; a stream on which nothing comes for so long is dead. */
const SILENT_MS = 35_000;

export const connection = createConnection({
  baseUrl: `${location.origin}/api`,
  fetch: callAsPerson,
  idleTimeoutMs: SILENT_MS,
});

/** For the hooks of connect-query. */
export const { transport } = connection;
export const { artifactCommands, artifactQueries } = createArtifacts(connection);
export const { chatQueries, chatArtifact, chatCommands } = createChats(connection);
export const { models, versions, graphPatches, modelEditor, importDocument, exportDocument } = createModels(connection);
export const runs = createRuns(connection);
export const { presence, subscribe } = createSubscriptions(connection);

async function callAsPerson(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(CSRF_HEADER, '1');
  try {
    await confirmPerson();
    const response = await fetch(input, { ...init, headers });
    reachable.set(true);
    if (response.status === 401) sessionIsOver.set(true);
    return response;
  } catch (error) {
    if (init.signal?.aborted !== true) reachable.set(false);
    throw error;
  }
}
