import { formatRef, type Ref } from '@ameide/graph-model';
import type { WorkerPool } from '@ameide/worker-pool';
import type { StoredDocument } from '../app/model-ports.ts';
import type { ModelWorker } from '../app/model-worker.ts';
import { type FoundModel, type Models, modelKey } from '../app/models.ts';
import { isRefused } from '../app/refusal.ts';
import type { tasks } from './model-tasks.ts';

type Tasks = typeof tasks;

export type ModelTasks = WorkerPool<Tasks>;

/** CPU time that one request may take: several times what a model of the largest size needs on a slow machine. */
const BUDGET_MS = 20_000;

/** Works in threads. Those keep the models that they have read; the others' documents go along when they are asked for. */
export function createModelWorker(pool: ModelTasks, models: Pick<Models, 'document' | 'version'>): ModelWorker {
  type OnModels = Exclude<keyof Tasks, 'answer' | 'draftChanged' | 'patches'>;
  type Done<Name extends OnModels> = Exclude<ReturnType<Tasks[Name]>, { readonly needs: FoundModel }>;

  async function onModels<Name extends OnModels>(
    task: Name,
    tenantId: string,
    work: Parameters<Tasks[Name]>[0]['work'],
    affinity: string,
    signal: AbortSignal,
  ): Promise<Done<Name>> {
    const options = { tenant: tenantId, budgetMs: BUDGET_MS, affinity: `${tenantId}/${affinity}`, signal };
    const documents: Record<string, StoredDocument> = {};
    for (;;) {
      const input = { tenantId, work, documents } as Parameters<Tasks[Name]>[0];
      const done = await pool.run(task, input, options);
      if (!('needs' in done)) return done as Done<Name>;
      documents[modelKey(done.needs)] = await models.document(tenantId, done.needs);
    }
  }

  const small = (tenantId: string, signal: AbortSignal) => ({ tenant: tenantId, budgetMs: BUDGET_MS, signal });
  const ofHead = ({ artifactId, branch }: Ref) => formatRef({ artifactId, branch });

  return {
    importDocument: (work, signal) => onModels('importDocument', work.tenantId, work, ofHead(work), signal),
    propose: (work, signal) => onModels('propose', work.tenantId, work, ofHead(work.model.ref), signal),
    apply: (work, signal) => onModels('apply', work.tenantId, work, ofHead(work.head.ref), signal),
    edit: (work, signal) => onModels('edit', work.tenantId, work, ofHead(work.head.ref), signal),
    revert: (work, signal) => onModels('revert', work.tenantId, work, ofHead(work.head.ref), signal),
    applySuggestion: (work, signal) => onModels('applySuggestion', work.tenantId, work, ofHead(work.head.ref), signal),
    async validate(work, signal) {
      return (await onModels('validate', work.tenantId, work, ofHead(work.model.ref), signal)).answer;
    },
    async suggest(work, signal) {
      return (await onModels('suggest', work.tenantId, work, ofHead(work.model.ref), signal)).answer;
    },
    restore: (work, signal) => onModels('restore', work.tenantId, work, ofHead(work.head.ref), signal),
    diff: async (work, signal) => (await onModels('diff', work.tenantId, work, ofHead(work.target.ref), signal)).answer,
    saveDraft: (work, signal) => onModels('saveDraft', work.tenantId, work, ofHead(work.newest.ref), signal),
    moveDraft: (work, signal) => onModels('moveDraft', work.tenantId, work, ofHead(work.to.ref), signal),
    saveSnapshot: (work, signal) => onModels('saveSnapshot', work.tenantId, work, ofHead(work.head.ref), signal),
    draft: async (told, signal) =>
      (await onModels('draft', told.tenantId, told, ofHead(told.model.ref), signal)).answer,
    draftChanged: async (told, signal) => (await pool.run('draftChanged', told, small(told.tenantId, signal))).answer,
    async model(as, tenantId, found, signal) {
      return (await onModels('model', tenantId, { as, found }, ofHead(found.ref), signal)).answer;
    },
    async answer(as, tenantId, row, signal) {
      if (row.preview === undefined) {
        const { artifactId, branch, baseVersion: version } = row;
        const base = await models.version(tenantId, { artifactId, branch, version });
        if (!isRefused(base)) {
          const work = { as, row, base };
          return (await onModels('previewed', tenantId, work, ofHead(base.ref), signal)).answer;
        }
      }
      return (await pool.run('answer', { as, row }, small(tenantId, signal))).answer;
    },
    async patches(tenantId, rows, nextPageToken, signal) {
      return (await pool.run('patches', { rows, nextPageToken }, small(tenantId, signal))).answer;
    },
  };
}
