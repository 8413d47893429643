import type { Diagnostic, Graph, Layout, Notation, Ref } from '@ameide/graph-model';
import { createWeightedLru } from '@ameide/service-kit/cache';
import { applyEdits } from '../../domain/model/apply-edits.ts';
import type { ContractJson } from '../answer-ports.ts';
import type { StoredDocument } from '../model-ports.ts';
import { type FoundModel, modelKey } from '../models.ts';
import { type AnyFinding, findingsOf } from './findings.ts';

/** One version of a model, read. Never changed; shared by everybody who works on that version. */
export interface LoadedModel {
  readonly ref: Required<Ref>;
  readonly notation: Notation;
  readonly name: string;
  readonly document: string;
  readonly graph: Graph;
  readonly layout: Layout;
  /** Violations of the notation's schema that the document has; computed when first asked for. */
  schemaErrors(): readonly Diagnostic[];
  /** What there is to say about it; computed when first asked for. */
  findings(): readonly AnyFinding[];
}

/** The document of a version is needed to go on. */
export class DocumentNeeded extends Error {
  readonly model: FoundModel;

  constructor(model: FoundModel) {
    super(`the document of ${modelKey(model)} is needed`);
    this.model = model;
  }
}

/** The models of one tenant. */
export interface OpenModels {
  notation(name: string): Notation;
  /** @throws DocumentNeeded when it was neither read lately nor its document given */
  open(found: FoundModel): LoadedModel;
  /** Only its document, which is not read. @throws DocumentNeeded as `open` */
  document(found: FoundModel): Pick<LoadedModel, 'document' | 'notation' | 'ref'>;
  /** Keeps what was made of a model, so that whoever goes on with it need not read it. */
  keep(found: FoundModel, model: LoadedModel): void;
}

/** Of what all cached models of a thread take, as far as it can be estimated. */
const CACHED_BYTES = 96 * 1024 * 1024;
const BYTES_PER_ELEMENT = 500;

/** Keeps the models that were read last. */
export function createModelCache(notations: ReadonlyMap<string, Notation>, json: Pick<ContractJson, 'textEdits'>) {
  const cache = createWeightedLru<LoadedModel>(CACHED_BYTES);

  const notation = (name: string) => {
    const known = notations.get(name);
    if (!known) throw new Error(`${name} is a notation that this service does not know`);
    return known;
  };
  return {
    /** @param documents those that are at hand, by `modelKey` */
    of(tenantId: string, documents: Readonly<Record<string, StoredDocument>>): OpenModels {
      const keyOf = (found: FoundModel) => `${tenantId}/${modelKey(found)}`;
      const keep = (found: FoundModel, model: LoadedModel) => {
        const elements = model.graph.nodes.size + model.graph.edges.size;
        cache.set(keyOf(found), model, 2 * model.document.length + BYTES_PER_ELEMENT * elements);
      };
      const textOf = (found: FoundModel) => {
        const stored = documents[modelKey(found)];
        if (!stored) throw new DocumentNeeded(found);
        return stored.edits.reduce((text, edits) => applyEdits(text, json.textEdits(edits)), stored.base);
      };
      return {
        notation,
        open(found) {
          const cached = cache.get(keyOf(found));
          if (cached) return cached;
          const model = readModel(found, notation(found.head.notation), textOf(found));
          keep(found, model);
          return model;
        },
        document(found) {
          const { ref, head } = found;
          return cache.get(keyOf(found)) ?? { ref, notation: notation(head.notation), document: textOf(found) };
        },
        keep,
      };
    },
  };
}

export type ModelCache = ReturnType<typeof createModelCache>;

/** A stored document as a model. Throws when it cannot be read: only what could be read is ever stored. */
function readModel(found: FoundModel, notation: Notation, document: string): LoadedModel {
  const read = notation.read(document);
  if (!read.ok) throw new Error(`the document of ${modelKey(found)} cannot be read: ${read.reason}`);
  const { name, graph, layout } = read;
  return loadedModel({ ref: found.ref, notation, name, document, graph, layout });
}

/** A model of which everything is known. */
export function loadedModel(facts: Omit<LoadedModel, 'findings' | 'schemaErrors'>): LoadedModel {
  const { notation, document, graph, layout } = facts;
  let schemaErrors: readonly Diagnostic[] | undefined;
  let findings: readonly AnyFinding[] | undefined;
  return {
    ...facts,
    schemaErrors() {
      schemaErrors ??= notation.validate(document);
      return schemaErrors;
    },
    findings() {
      findings ??= findingsOf(notation, { graph, layout }, this.schemaErrors());
      return findings;
    },
  };
}
