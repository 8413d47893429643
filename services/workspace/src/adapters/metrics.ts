import { metrics } from '@opentelemetry/api';
import type { AuthMetrics, SessionStore } from '../app/ports.ts';

/** Costs next to nothing while telemetry is off. Replicas that share a store all tell the same number of sessions. */
export function createAuthMetrics(store: SessionStore): AuthMetrics {
  const meter = metrics.getMeter('@ameide/workspace');
  const attempts = meter.createCounter('auth_attempts_total');
  const refreshes = meter.createCounter('auth_token_refreshes_total');
  const duration = meter.createHistogram('auth_token_refresh_duration_seconds', { unit: 's' });
  meter.createObservableGauge('auth_sessions_active').addCallback(async (result) => {
    const count = await store.count().catch(() => undefined);
    if (count !== undefined) result.observe(count);
  });
  return {
    attempted: (status) => attempts.add(1, { status }),
    refreshed(status, errorCode, seconds) {
      refreshes.add(1, { status, error_code: errorCode });
      duration.record(seconds, { status });
    },
  };
}
