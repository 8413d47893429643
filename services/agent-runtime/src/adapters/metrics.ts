import { metrics } from '@opentelemetry/api';
import type { AgentRuntimeMetrics } from '../app/ports.ts';

/** Autoscalers of agents follow `ai_concurrent_streams`, so it is there from the start and has no labels. */
export function createAgentRuntimeMetrics(): AgentRuntimeMetrics {
  const concurrent = metrics.getMeter('@ameide/agent-runtime').createUpDownCounter('ai_concurrent_streams');
  concurrent.add(0);
  return {
    streamOpened() {
      let open = true;
      concurrent.add(1);
      return () => {
        if (open) concurrent.add(-1);
        open = false;
      };
    },
  };
}
