import type { Announcements } from '@ameide/event-feed';
import { withTenant } from '@ameide/postgres';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { Pool } from 'pg';
import type { ModelKey } from '../domain/commit.ts';
import type { ModelRows, ModelSource, ModelWork } from './ports.ts';
import { watchKey } from './watch-key.ts';

/** Rebuilds models that could not follow a commit, from what the service that owns them says. */
export interface Rebuilds {
  /** How many are under way, or have failed and will be tried again. */
  readonly pending: number;
  /** Begins, unless it is under way or has just failed; whoever asks for the model again begins it again. */
  begin(tenantId: string, key: ModelKey): void;
  stop(): Promise<void>;
}

export interface RebuildDeps {
  readonly pool: Pool;
  readonly rows: ModelRows;
  readonly work: Pick<ModelWork, 'read'>;
  readonly source: ModelSource;
  readonly commitSignal: Announcements;
  readonly logger: Logger;
  /** Told of each that has succeeded. */
  readonly onRebuilt: () => void;
}

const PAUSE_MS = 2_000;

export function createRebuilds({ pool, rows, work, source, commitSignal, logger, onRebuilt }: RebuildDeps): Rebuilds {
  const running = new Map<string, Promise<void>>();
  /** When one that has failed may be tried again, in ms of the monotonic clock. */
  const paused = new Map<string, number>();
  const stopping = new AbortController();

  async function rebuild(name: string, tenantId: string, key: ModelKey): Promise<void> {
    try {
      const model = await work.read(tenantId, await source.read(tenantId, key, stopping.signal));
      const replaced = await withTenant(pool, tenantId, (tx) => rows.replaceModel(tx, tenantId, key, model));
      paused.delete(name);
      if (!replaced) return;
      const told = { tenant_id: tenantId, artifact_id: key.artifactId, version: model.version };
      logger.warn(told, 'a model was rebuilt from its document');
      onRebuilt();
      commitSignal.announce(name);
    } catch (err) {
      if (stopping.signal.aborted) return;
      paused.set(name, performance.now() + PAUSE_MS);
      logger.error({ err, tenant_id: tenantId, artifact_id: key.artifactId }, 'a model could not be rebuilt');
    }
  }

  return {
    get pending() {
      return new Set([...running.keys(), ...paused.keys()]).size;
    },
    begin(tenantId, key) {
      const name = watchKey(tenantId, key.artifactId, key.branch);
      if (running.has(name) || stopping.signal.aborted || performance.now() < (paused.get(name) ?? 0)) return;
      const rebuilt = rebuild(name, tenantId, key).finally(() => running.delete(name));
      running.set(name, rebuilt);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}
