import { dataJson, parseStreamName, type RecordedEvent } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import type { ModelKey } from '../domain/commit.ts';
import type { FeedShare } from './feed-share.ts';
import type { ModelRows, ModelWork } from './ports.ts';

/** Deltas of so many commits are kept for watchers and for older versions. */
const KEPT_DELTAS = 1_000;

/** Characters of an event, bytes of a stored model: what has more is not projected in the feed while its tenant has no time left there. */
const LARGE = 64 * 1024;

/** The events that read models are made from. */
export const PROJECTED_TYPES = ['LayoutCommitted', 'ModelCommitted'] as const;

/**
 * Brings the read model up to an event of `PROJECTED_TYPES`; in the transaction that commits the checkpoint. An event that was projected
 * before changes nothing, and one of a model that is being rebuilt, or that is large while its tenant has used up its share, only says
 * how far that has to get. Throws when the commit does not follow on the model.
 */
export async function projectEvent(
  rows: ModelRows,
  work: Pick<ModelWork, 'commit'>,
  share: FeedShare,
  event: RecordedEvent,
  tx: Transaction,
): Promise<'projected' | 'rebuilding'> {
  const { type, tenant, version, metadata } = event;
  const key = modelOf(event);
  if (type === 'LayoutCommitted') {
    await rows.writePendingLayout(tx, tenant, key, dataJson(event));
    return 'projected';
  }
  const layout = await rows.takePendingLayout(tx, key, version);
  const known = await rows.readVersion(tx, key);
  if (version <= known.version) return 'projected';
  if (known.isRebuilding || (!share.hasTime(tenant) && (await isLarge(rows, event, tx)))) {
    await rows.requestRebuild(tx, tenant, key, version);
    return 'rebuilding';
  }
  const start = performance.now();
  const model = await rows.readModel(tx, key);
  const correlationId = metadata.correlationId ?? '';
  const projected = await work.commit({ version, correlationId, committed: dataJson(event), layout, model });
  const isNext = await rows.writeModel(tx, tenant, key, projected.model);
  if (!isNext) throw new Error(`the model has got further than version ${version} meanwhile`);
  await rows.writeDelta(tx, tenant, key, projected.delta, KEPT_DELTAS);
  share.took(tenant, performance.now() - start);
  return 'projected';
}

async function isLarge(rows: ModelRows, event: RecordedEvent, tx: Transaction): Promise<boolean> {
  return dataJson(event).length > LARGE || (await rows.readStoredBytes(tx, modelOf(event))) > LARGE;
}

/** Says that the model of an event which cannot be projected is to be rebuilt. */
export async function giveUpEvent(rows: ModelRows, event: RecordedEvent, tx: Transaction): Promise<void> {
  const key = modelOf(event);
  // The number of a drawing among drawings says nothing of versions.
  const next = (await rows.readVersion(tx, key)).version + 1;
  await rows.requestRebuild(tx, event.tenant, key, event.type === 'ModelCommitted' ? event.version : next);
}

/** Which model an event is about, as the name of its stream says. */
export function modelOf({ stream }: Pick<RecordedEvent, 'stream'>): ModelKey {
  const { id } = parseStreamName(stream);
  const slash = id.indexOf('/');
  return { artifactId: id.slice(0, slash), branch: id.slice(slash + 1) };
}
