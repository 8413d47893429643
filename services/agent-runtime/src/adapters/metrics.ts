import { metrics } from '@opentelemetry/api';

/** What the agent runtime measures. */
export interface AgentRuntimeMetrics {
  /** A run began to stream; call the answer when it has ended, once or more. */
  streamOpened(): () => void;
}

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
