import type { WorkerPool } from '@ameide/worker-pool';
import type { ModelWork, StoredModel } from '../app/ports.ts';
import { tasks } from './model-tasks.ts';

export type ModelTasks = WorkerPool<typeof tasks>;

/** CPU time of one task: several times what a model of the largest size needs on a slow machine. */
const BUDGET_MS = 20_000;

/** What is shorter takes the main thread a millisecond or two, and to a thread and back would take as long. */
const SMALL_CHARACTERS = 32 * 1024;

/** Events are projected for everybody, one after the other, and never refused because somebody reads much. */
const FEED = 'events of all tenants';

/** Works in threads, which keep the models that they have analysed. */
export function createModelWork(pool: ModelTasks): ModelWork {
  const options = (tenant: string) => ({ tenant, budgetMs: BUDGET_MS });
  return {
    async commit(commit) {
      const { committed, layout, model } = commit;
      if (isSmall(committed.length + (layout?.length ?? 0) + sizeOf(model))) return tasks.commit(commit);
      return pool.run('commit', commit, options(FEED));
    },
    async goBack(tenantId, model, deltas) {
      const size = deltas.reduce((sum, { json }) => sum + json.length, sizeOf(model));
      if (isSmall(size)) return tasks.goBack({ model, deltas });
      return pool.run('goBack', { model, deltas }, options(tenantId));
    },
    async envelope(build, load) {
      const affinity = { ...options(build.tenantId), affinity: `${build.tenantId}/${build.ref}` };
      const result = await pool.run('envelope', { ...build, loaded: null }, affinity);
      if (!('needsModel' in result)) return result;
      const { model, recent } = await load();
      const loaded = { model: { ...model, layout: '' }, recent };
      const made = await pool.run('envelope', { ...build, loaded }, affinity);
      if ('needsModel' in made) throw new Error('a thread asks for a model that it was given');
      return made;
    },
    async read(tenantId, model) {
      if (isSmall(model.byteLength)) return tasks.read({ model });
      return pool.run('read', { model }, options(tenantId));
    },
    async snapshot(tenantId, model, format) {
      if (isSmall(sizeOf(model))) return tasks.snapshot({ model, format }).bytes;
      return (await pool.run('snapshot', { model, format }, options(tenantId))).bytes;
    },
    async delta(tenantId, delta, format) {
      if (isSmall(delta.json.length)) return tasks.delta({ delta, format }).bytes;
      return (await pool.run('delta', { delta, format }, options(tenantId))).bytes;
    },
  };
}

function sizeOf(model: StoredModel | null): number {
  return model === null ? 0 : model.graph.length + model.layout.length;
}

const isSmall = (characters: number) => characters <= SMALL_CHARACTERS;
