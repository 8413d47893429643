import { metrics } from '@opentelemetry/api';

/** What an operator measures; by operator, kind and outcome, never by object. Costs next to nothing without telemetry. */
export interface OperatorMetrics {
  reconciled(result: string, seconds: number): void;
  /** A watch or a list went wrong, or (`missed`) a list found what the watch should have told of. */
  fault(kind: string, cause: string): void;
  /** Read when the metrics are. @returns what ends it */
  gauges(read: () => { readonly depth: number; readonly leader: boolean; readonly objects: number }): () => void;
}

export function createOperatorMetrics(operator: string): OperatorMetrics {
  const meter = metrics.getMeter('@ameide/operator-kit');
  const reconciles = meter.createHistogram('operator_reconcile_duration_seconds', {
    unit: 's',
    description: 'One attempt on one object, by what it came to',
  });
  const faults = meter.createCounter('operator_watch_faults_total', {
    description: 'Lists and watches that went wrong; missed: a list found what the watch should have told of',
  });
  return {
    reconciled: (result, seconds) => reconciles.record(seconds, { operator, result }),
    fault: (kind, cause) => faults.add(1, { operator, kind, cause }),
    gauges(read) {
      const depth = meter.createObservableGauge('operator_queue_depth', { description: 'Objects that wait' });
      const leader = meter.createObservableGauge('operator_leader', { description: '1 where work is done' });
      const objects = meter.createObservableGauge('operator_objects', { description: 'Of the operator’s kind' });
      const stops = [depth, leader, objects].map((gauge, index) => {
        const callback: Parameters<typeof gauge.addCallback>[0] = (result) => {
          const now = read();
          result.observe([now.depth, Number(now.leader), now.objects][index]!, { operator });
        };
        gauge.addCallback(callback);
        return () => gauge.removeCallback(callback);
      });
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Measures requests to the API server, by the process that sends them. */
export function createAnswerMetrics(operator: string) {
  const answers = metrics.getMeter('@ameide/operator-kit').createHistogram('operator_api_request_duration_seconds', {
    unit: 's',
    description: 'One request to the API server; status 0 is none',
  });
  return (method: string, status: number, seconds: number): void =>
    answers.record(seconds, { operator, method, status });
}
