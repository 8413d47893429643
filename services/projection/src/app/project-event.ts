import type { Transaction } from '@ameide/postgres';
import type { LayoutCommit, SemanticCommit } from '../domain/commit.ts';
import { absentModel, advance } from '../domain/model.ts';
import type { ModelRows } from './ports.ts';

/** Deltas of so many commits are kept for watchers and for older versions. */
const KEPT_DELTAS = 1_000;

/**
 * Brings the read model up to an event; in the transaction that commits the checkpoint. An event that was projected before
 * changes nothing.
 */
export async function projectEvent(
  rows: ModelRows,
  event: SemanticCommit | LayoutCommit,
  tx: Transaction,
): Promise<void> {
  const { tenantId, version } = event;
  if (event.type === 'layout_committed') {
    await rows.writePendingLayout(tx, tenantId, event, version, event.layout);
    return;
  }
  const model = (await rows.readModel(tx, event)) ?? absentModel;
  const layout = await rows.takePendingLayout(tx, event, version);
  if (version <= model.version) return;
  const delta = { ...event, layout };
  await rows.writeModel(tx, tenantId, event, advance(model, event.notation, version, delta));
  await rows.writeDelta(tx, tenantId, event, delta, KEPT_DELTAS);
}
