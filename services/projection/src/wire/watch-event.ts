import {
  type WatchProjectionResponse,
  WatchProjectionResponseSchema,
} from '@ameide/contracts/projection/v1/projection_service';
import { graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import { create } from '@bufbuild/protobuf';
import type { WatchEvent } from '../app/watch.ts';
import { deltaToWire } from './delta.ts';

export function watchEventToWire(event: WatchEvent): WatchProjectionResponse {
  return create(WatchProjectionResponseSchema, { event: oneOf(event) });
}

function oneOf(event: WatchEvent) {
  switch (event.type) {
    case 'snapshot': {
      const { version, graph, layout } = event.model;
      return { case: 'snapshot' as const, value: { version, graph: graphToWire(graph), layout: layoutToWire(layout) } };
    }
    case 'delta':
      return { case: 'delta' as const, value: deltaToWire(event.delta) };
    case 'heartbeat':
      return { case: 'heartbeat' as const, value: { version: event.version } };
  }
}
