import type { Finding, Suggestion } from './advice.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Graph, Layout, Properties } from './graph.ts';
import type { Change, LayoutMutation, SemanticMutation } from './mutation.ts';

/** Replace `length` UTF-16 units at `offset` by `text`. The edits of one write are sorted and do not overlap. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** One step of the notation's editor in the browser, such as diagram-js' `shape.create`; for previews and live canvases. */
export interface EditorCommand {
  readonly command: string;
  readonly context: { readonly [key: string]: unknown };
}

/** What an operation may set on an element, and what is wrong with what it asked for. */
export interface AdmittedProperties {
  /** What to set, null clearing: the values as reading the document gives them back. */
  readonly set: Properties;
  /** Sentences that name the right property or value. */
  readonly faults: readonly string[];
}

export type ReadResult =
  | {
      readonly ok: true;
      /** The name of the model as the document gives it, or empty. */
      readonly name: string;
      readonly graph: Graph;
      readonly layout: Layout;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'not_this_notation' | 'unsafe' | 'invalid';
      readonly diagnostics: readonly Diagnostic[];
    };

export interface WriteResult {
  readonly document: string;
  readonly edits: readonly TextEdit[];
  /** Warnings about what the change refers to and the document does not have. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What a modelling notation brings: how its documents are read and edited, and what its rules are. Pure: no I/O, no
 * clock, no randomness; the same input gives the same output.
 */
export interface Notation {
  /** The first part of its kinds, such as `bpmn`. */
  readonly name: string;
  /** The text of a document as it was uploaded, in its own encoding; or why it cannot be read, in a sentence. */
  decode(bytes: Uint8Array): { readonly text: string } | { readonly fault: string };
  /** The bytes of a document: what was decoded gives the same bytes again. */
  encode(document: string): Uint8Array;
  /** Reads a whole document. Never throws on what a user may upload. */
  read(document: string): ReadResult;
  /** A fresh id for an element of a kind, deterministic in `seed`, unique in the graph, valid in the document. */
  createId(kind: string, seed: string, graph: Graph): string;
  /**
   * Judges the properties that an operation sets on an element with the given ones. Null clears a property, and clearing one
   * that the element has is always right. What loses its meaning with the new values is cleared as well. A name with a
   * prefix, such as `acme:owner`, is a property of the caller's own and holds any JSON value.
   */
  admitProperties(kind: string, current: Properties, asked: Properties): AdmittedProperties;
  /** Names of properties that tie an element to others or to its place, which a copy of it does not get. */
  readonly tyingProperties: ReadonlySet<string>;
  /** Whether a node of a kind can become one of another without being another element. */
  canBecome(from: string, to: string): boolean;
  /**
   * What has to follow from the mutations, to be applied after them: such as references to what they remove, which have to
   * go as well. Nothing, for a change that is complete.
   */
  complete(
    before: { readonly graph: Graph; readonly layout: Layout },
    mutations: readonly SemanticMutation[],
  ): readonly SemanticMutation[];
  /** The notation's rules, for the elements that a change has touched (all elements when `touched` is absent). */
  check(graph: Graph, touched?: ReadonlySet<string>): readonly Diagnostic[];
  /** What its rules and good style have to say about a whole model, with what would mend it. */
  inspect(model: { readonly graph: Graph; readonly layout: Layout }): readonly Finding[];
  /** What would make a model better, the surest first. @param language that proposed names are in, as BCP 47 writes it */
  suggest(model: { readonly graph: Graph; readonly layout: Layout }, language: string): readonly Suggestion[];
  /** Places what the semantic mutations add, and re-routes or removes what they disturb. Nothing else moves. */
  layOut(
    before: { readonly graph: Graph; readonly layout: Layout },
    mutations: readonly SemanticMutation[],
  ): readonly LayoutMutation[];
  /** For a drawn model, a function that tells what is drawn directly in or on a node: it goes along when the node is moved. */
  drawnIn(model: { readonly graph: Graph; readonly layout: Layout }): (id: string) => readonly string[];
  /**
   * Edits the document surgically: bytes that the change is not about stay as they are. No change, no edit. An `edge_changed` that
   * changes no field is about an edge whose text has come back: what else names it there is completed.
   */
  write(document: string, change: Change): WriteResult;
  /** Makes the next `write` of the document quicker. It takes as long as reading: call it while nobody waits. */
  readAhead(document: string): void;
  /** Validates a document against the notation's schema. */
  validate(document: string): readonly Diagnostic[];
  /** The same change as commands for the notation's editor. */
  editorCommands(after: { readonly graph: Graph; readonly layout: Layout }, change: Change): readonly EditorCommand[];
  /** What a document says of elements beyond the graph, by element and by names that no property has. */
  vendorContent(document: string): ReadonlyMap<string, Properties>;
}
