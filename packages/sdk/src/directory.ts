import { DirectoryService } from '@ameide/contracts/live/v1/directory_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection } from './connection.ts';

/** What people are called. */
export interface Directory {
  readonly directory: Client<typeof DirectoryService>;
}

export function createDirectory({ transport }: Connection): Directory {
  return { directory: createClient(DirectoryService, transport) };
}
