import type { Graph } from '@ameide/graph-model';
import { type Flows, flowsOf } from './flows.ts';
import { type Hotspot, hotspots } from './hotspots.ts';
import { importance } from './importance.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** What is known of one version of a model, whoever asks and with whatever budget. */
export interface Analysis {
  readonly graph: Graph;
  readonly flows: Flows;
  /** The place of each node in the document, from 1. */
  readonly places: ReadonlyMap<string, number>;
  /** Importance, 0 to 1, of every node. */
  readonly scores: ReadonlyMap<string, number>;
  readonly scenarios: readonly Scenario[];
  readonly hotspots: readonly Hotspot[];
}

/** `recentlyChanged` holds ids of elements that the last commits changed. */
export function analyse(graph: Graph, recentlyChanged: ReadonlySet<string>): Analysis {
  const flows = flowsOf(graph);
  return {
    graph,
    flows,
    places: placesOf(graph),
    scores: importance(graph),
    scenarios: scenarios(graph, flows),
    hotspots: hotspots(graph, recentlyChanged),
  };
}

/** The place of each node in the document, from 1. */
export function placesOf(graph: Graph): ReadonlyMap<string, number> {
  return new Map([...graph.nodes.keys()].map((id, index) => [id, index + 1]));
}
