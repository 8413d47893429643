import { metrics } from '@opentelemetry/api';
import type { GatewayMetrics } from '../app/ports/metrics.ts';

/** Costs next to nothing while telemetry is off. `now` is in milliseconds. */
export function createGatewayMetrics(now: () => number): GatewayMetrics {
  const meter = metrics.getMeter('@ameide/gateway');
  const duration = meter.createHistogram('ai_stream_duration_seconds', { unit: 's' });
  const concurrent = meter.createUpDownCounter('ai_concurrent_streams');
  const firstToken = meter.createHistogram('ai_first_token_seconds', { unit: 's' });
  const tokens = meter.createCounter('ai_tokens_total');
  const overruns = meter.createCounter('ai_budget_overruns_total');
  return {
    streamOpened(agent) {
      const openedAt = now();
      let open = true;
      concurrent.add(1, { agent });
      return () => {
        if (!open) return;
        open = false;
        concurrent.add(-1, { agent });
        duration.record((now() - openedAt) / 1000, { agent });
      };
    },
    firstToken: (agent, seconds) => firstToken.record(seconds, { agent }),
    tokens: (agent, model, count) => tokens.add(count, { agent, model }),
    overrun: () => overruns.add(1),
  };
}
