import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Service } from '@ameide/service-kit/rpc';
import { createHandler } from './http/handler.ts';
import { createStaticFiles } from './http/static-files.ts';

/** What the service is made with. */
export interface WorkspaceServiceDeps {
  /** Where browsers reach it, such as `https://platform.example.com`. */
  readonly publicUrl: string;
  /** Where the built web application is; `web/dist/app` of this package unless given. */
  readonly webFolder?: string;
}

/** A service that answers browsers instead of RPCs. */
export interface WorkspaceService extends Service {
  /** Answers any request of a browser. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const WEB_FOLDER = fileURLToPath(new URL('../web/dist/app/', import.meta.url));

/** The backend for the browser: the files of the web application. */
export function createWorkspaceService(deps: WorkspaceServiceDeps): WorkspaceService {
  const { publicUrl, webFolder = WEB_FOLDER } = deps;
  return {
    routes: () => {},
    handle: createHandler({ publicUrl, files: createStaticFiles(webFolder) }),
    start: async () => {},
    stop: async () => {},
    ready: async () => {},
  };
}
