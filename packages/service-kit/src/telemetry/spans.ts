import {
  type Context,
  context,
  isSpanContextValid,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';

const NAME = '@ameide/service-kit';
const GETTER: TextMapGetter<Headers> = {
  keys: (header) => [...header.keys()],
  get: (header, key) => header.get(key) ?? undefined,
};
const SETTER: TextMapSetter<Headers> = { set: (header, key, value) => header.set(key, value) };

/** A span and the context in which it is the current one. */
export interface ActiveSpan {
  readonly span: Span;
  readonly context: Context;
}

/** Begins the span of a call that was received. Costs next to nothing while telemetry is off. */
export function startServerSpan(procedure: string, header: Headers): ActiveSpan {
  const parent = propagation.extract(context.active(), header, GETTER);
  const span = trace.getTracer(NAME).startSpan(procedure, { kind: SpanKind.SERVER }, parent);
  return { span, context: trace.setSpan(parent, span) };
}

/** Begins the span of a call that is made, and writes `traceparent` into its headers. */
export function startClientSpan(procedure: string, header: Headers): ActiveSpan {
  const parent = context.active();
  const span = trace.getTracer(NAME).startSpan(procedure, { kind: SpanKind.CLIENT }, parent);
  const active = trace.setSpan(parent, span);
  propagation.inject(active, header, SETTER);
  return { span, context: active };
}

/** The `traceparent` of a span, or undefined while telemetry is off. */
export function spanTraceparent(span: Span): string | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (!isSpanContextValid(span.spanContext())) return undefined;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Ends a span, unless it has ended, with the code of its call: `ok` or a Connect code. */
export function endSpan(span: Span, code: string): void {
  if (!span.isRecording()) return;
  span.setAttribute('rpc.connect_rpc.error_code', code);
  if (code !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Records how long a call took on the server, in seconds; by procedure and code, never by tenant or user. */
export function createDurationRecorder(): (procedure: string, code: string, seconds: number) => void {
  const histogram = metrics.getMeter(NAME).createHistogram('rpc_server_duration_seconds', { unit: 's' });
  return (procedure, code, seconds) => histogram.record(seconds, { procedure, code });
}
