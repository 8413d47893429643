import { metrics } from '@opentelemetry/api';
import type { AgentRuntimeMetrics } from '../app/ports.ts';

/** Autoscalers of agents follow `ai_concurrent_streams`, so it is there from the start and has no labels. */
export function createAgentRuntimeMetrics(): AgentRuntimeMetrics {
  const meter = metrics.getMeter('@ameide/agent-runtime');
  const concurrent = meter.createUpDownCounter('ai_concurrent_streams');
  concurrent.add(0);
  const toolCalls = meter.createCounter('ai_tool_calls_total');
  const toolSeconds = meter.createHistogram('ai_tool_duration_seconds', { unit: 's' });
  return {
    toolCalled(tool, ok, seconds) {
      toolCalls.add(1, { tool, ok });
      toolSeconds.record(seconds, { tool });
    },
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
