import type { EventHandler, Lag } from '@ameide/event-feed';
import { metrics } from '@opentelemetry/api';

/** How far and how fast the read models follow the log. Costs next to nothing while telemetry is off. */
export interface ApplyMetrics {
  /** For `onLag` of the subscription. */
  recordLag(lag: Lag): void;
  /** A model was rebuilt from its document, since it could not follow a commit. */
  countRebuild(): void;
  /** The handler, measured. */
  measure(handle: EventHandler): EventHandler;
}

/** Of `projection_lag_seconds`, `projection_apply_latency_seconds` and `projection_rebuilds_total`; never by tenant or model. */
export function createApplyMetrics(): ApplyMetrics {
  const meter = metrics.getMeter('@ameide/projection');
  const unit = 's';
  const lag = meter.createHistogram('projection_lag_seconds', {
    unit,
    description:
      'Age of the oldest event that is not projected yet, held_by says what keeps it from being read; 0 when none is left',
  });
  const latency = meter.createHistogram('projection_apply_latency_seconds', {
    unit,
    description: 'How long it takes to bring the read models up to one event',
  });
  const rebuilds = meter.createCounter('projection_rebuilds_total', {
    description: 'Models that could not follow a commit and were rebuilt from their document',
  });
  return {
    countRebuild: () => rebuilds.add(1),
    recordLag: ({ seconds, heldBy }) => lag.record(seconds, heldBy ? { held_by: heldBy.kind } : {}),
    measure: (handle) => async (event, tx) => {
      const start = performance.now();
      await handle(event, tx);
      latency.record((performance.now() - start) / 1000, { event: event.type });
    },
  };
}
