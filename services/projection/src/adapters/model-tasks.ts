import { GetModelResponseSchema } from '@ameide/contracts/graph/v1/model_service';
import { WatchProjectionResponseSchema } from '@ameide/contracts/projection/v1/projection_service';
import {
  emptyGraph,
  emptyLayout,
  graphFromJson,
  graphToJson,
  layoutFromJson,
  layoutToJson,
  type SemanticMutation,
} from '@ameide/graph-model';
import { graphFromWire, layoutFromWire } from '@ameide/graph-model/wire';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type { MessageFormat } from '@ameide/service-kit/rpc';
import { handOver } from '@ameide/worker-pool/task';
import { create, fromBinary, type JsonValue, type MessageInitShape, toBinary, toJsonString } from '@bufbuild/protobuf';
import type {
  CommitToProject,
  EncodedEnvelope,
  EnvelopeToBuild,
  ModelToAnalyse,
  StoredDelta,
  StoredModel,
} from '../app/ports.ts';
import { type Analysis, analyse } from '../domain/envelope/analysis.ts';
import { buildEnvelope } from '../domain/envelope/build.ts';
import { absentModel, advance, goBack, type ProjectedModel } from '../domain/model.ts';
import { deltaFactsToJson, deltaFromJson, deltaFromStored } from '../wire/delta.ts';
import { envelopeAnswer } from '../wire/envelope.ts';
import { commitFromJson, layoutFromCommit } from '../wire/graph-events.ts';
import { snapshotToWire } from '../wire/snapshot.ts';
import { loadTokenCounter } from './token-counter.ts';

/** Runs in the threads of `model-work.ts`; what is small, also in the main thread. */

/** Nodes and edges of all models that a thread keeps analysed; some 300 bytes each. */
const KEPT_ELEMENTS = 300_000;

const analysed = createWeightedLru<{ readonly notation: string; readonly analysis: Analysis }>(KEPT_ELEMENTS);

/** The token table takes a while to load: nobody's request shall wait for it. */
export const prepare = loadTokenCounter;

export const tasks = {
  commit({ version, correlationId, committed, layout, model }: CommitToProject) {
    const event = JSON.parse(committed) as Changes;
    const drawing = layout === null ? {} : (JSON.parse(layout) as Changes);
    const commit = commitFromJson(event, correlationId);
    if (commit.version !== version) throw new Error(`the commit ${commit.version} is in the place of ${version}`);
    const before = model === null ? absentModel : readModel(model);
    const change = { semantic: commit.semantic, layout: layoutFromCommit(drawing) };
    const after = storedModel(advance(before, commit.notation, version, change));
    // What the events say is what the delta says.
    const told = { semantic: event.changes ?? [], layout: drawing.changes ?? [] };
    const json = JSON.stringify({ ...deltaFactsToJson(commit), change: told });
    return { model: after, delta: { version, json } satisfies StoredDelta };
  },

  goBack({ model, deltas }: { readonly model: StoredModel; readonly deltas: readonly StoredDelta[] }): StoredModel {
    return storedModel(goBack(readModel(model), deltas.map(deltaFromStored)));
  },

  async envelope({ tenantId, ref, request, loaded }: EnvelopeToBuild & { readonly loaded: ModelToAnalyse | null }) {
    const key = `${tenantId}/${ref}`;
    const known = analysed.get(key) ?? (loaded && analyseModel(key, loaded));
    if (known === null) return { needsModel: true } as const;
    const { notation, analysis } = known;
    const result = buildEnvelope(analysis, { ...request, notation }, await loadTokenCounter());
    if (!result.ok) return result satisfies EncodedEnvelope;
    const answer = envelopeAnswer(result.envelope, ref, request.version, known);
    return handOver({ answer }, answer) satisfies EncodedEnvelope;
  },

  read({ model }: { readonly model: Uint8Array }): StoredModel {
    const { version, notation, graph, layout } = fromBinary(GetModelResponseSchema, model);
    const empty = { graph: emptyGraph, layout: emptyLayout };
    return storedModel({
      ...{ version, notation, ...empty },
      ...(graph && { graph: graphFromWire(graph) }),
      ...(layout && { layout: layoutFromWire(layout) }),
    });
  },

  snapshot({ model, format }: { readonly model: StoredModel; readonly format: MessageFormat }) {
    return encoded(format, { event: { case: 'snapshot', value: snapshotToWire(readModel(model)) } });
  },

  delta({ delta, format }: { readonly delta: StoredDelta; readonly format: MessageFormat }) {
    return encoded(format, { event: { case: 'delta', value: deltaFromJson(JSON.parse(delta.json) as JsonValue) } });
  },
};

/** The JSON of an event, as far as it is passed on as it is. */
interface Changes {
  readonly [field: string]: JsonValue;
  readonly changes?: JsonValue[];
}

function analyseModel(key: string, { model, recent }: ModelToAnalyse) {
  const graph = graphFromJson(JSON.parse(model.graph));
  const changed = recent.flatMap((json) => deltaFromStored({ version: 0, json }).semantic).map(idOf);
  const known = { notation: model.notation, analysis: analyse(graph, new Set(changed)) };
  analysed.set(key, known, graph.nodes.size + graph.edges.size);
  return known;
}

function idOf(mutation: SemanticMutation): string {
  if ('node' in mutation) return mutation.node.id;
  return 'edge' in mutation ? mutation.edge.id : mutation.id;
}

function readModel({ graph, layout, ...facts }: StoredModel): ProjectedModel {
  return { ...facts, graph: graphFromJson(JSON.parse(graph)), layout: layoutFromJson(JSON.parse(layout)) };
}

function storedModel({ version, notation, graph, layout }: ProjectedModel): StoredModel {
  const [graphJson, layoutJson] = [JSON.stringify(graphToJson(graph)), JSON.stringify(layoutToJson(layout))];
  return { version, notation, graph: graphJson, layout: layoutJson };
}

function encoded(format: MessageFormat, init: MessageInitShape<typeof WatchProjectionResponseSchema>) {
  const message = create(WatchProjectionResponseSchema, init);
  const bytes =
    format === 'binary'
      ? toBinary(WatchProjectionResponseSchema, message)
      : new TextEncoder().encode(toJsonString(WatchProjectionResponseSchema, message));
  return handOver({ bytes }, bytes);
}
