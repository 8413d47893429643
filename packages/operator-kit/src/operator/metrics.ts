import { type BatchObservableCallback, metrics } from '@opentelemetry/api';
import type { Outcome } from './conditions.ts';

type Phase = Outcome['phase'];

/** What an operator measures; by operator, kind and outcome, never by object. Costs next to nothing without telemetry. */
export interface OperatorMetrics {
  reconciled(result: string, seconds: number): void;
  /** A watch or a list went wrong, or (`missed`) a list found what the watch should have told of. */
  fault(kind: string, cause: string): void;
  /** Read when the metrics are. @returns what ends it */
  gauges(read: () => Gauges): () => void;
}

/** How an operator is now. */
export interface Gauges {
  readonly depth: number;
  readonly leader: boolean;
  readonly objects: number;
  /** Of every object that was looked at. */
  readonly phases: Iterable<Phase>;
}

/** @param kinds that it watches: `missed` is 0 from the start, for of a counter that comes to be nobody sees that it rose */
export function createOperatorMetrics(operator: string, kinds: Iterable<string>): OperatorMetrics {
  const meter = metrics.getMeter('@ameide/operator-kit');
  const reconciles = meter.createHistogram('operator_reconcile_duration_seconds', {
    unit: 's',
    description: 'One attempt on one object, by what it came to',
  });
  const faults = meter.createCounter('operator_watch_faults_total', {
    description: 'Lists and watches that went wrong; missed: a list found what the watch should have told of',
  });
  for (const kind of new Set(kinds)) faults.add(0, { operator, kind, cause: 'missed' });
  return {
    reconciled: (result, seconds) => reconciles.record(seconds, { operator, result }),
    fault: (kind, cause) => faults.add(1, { operator, kind, cause }),
    gauges(read) {
      const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
      const depth = gauge('operator_queue_depth', 'Objects that wait');
      const leader = gauge('operator_leader', '1 where work is done');
      const objects = gauge('operator_objects', 'Of the operator’s kind');
      const phases = gauge('operator_object_phases', 'Objects by how they were found to be; only where work is done');
      const observed = [depth, leader, objects, phases];
      const callback: BatchObservableCallback = (result) => {
        const now = read();
        result.observe(depth, now.depth, { operator });
        result.observe(leader, Number(now.leader), { operator });
        result.observe(objects, now.objects, { operator });
        if (!now.leader) return;
        const counts: Record<Phase, number> = { ready: 0, progressing: 0, stalled: 0 };
        for (const phase of now.phases) counts[phase]++;
        for (const [phase, count] of Object.entries(counts)) result.observe(phases, count, { operator, phase });
      };
      meter.addBatchObservableCallback(callback, observed);
      return () => meter.removeBatchObservableCallback(callback, observed);
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
