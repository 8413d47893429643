import { ConnectError, type Interceptor } from '@connectrpc/connect';
import { context as otel } from '@opentelemetry/api';
import { endSpan, startClientSpan } from '../telemetry/spans.ts';
import { observeStream } from './observe-stream.ts';
import { codeName, procedureOf } from './request-scope.ts';

/** Gives every call to another service a span, and hands the trace on to it. */
export const tracing: Interceptor = (next) => async (request) => {
  const { span, context } = startClientSpan(procedureOf(request), request.header);
  const { signal } = request;
  const mapError = (error: unknown) => {
    endSpan(span, codeName(ConnectError.from(error).code));
    return error;
  };
  try {
    const response = await otel.with(context, () => next(request));
    if (response.stream) {
      const ended = () => endSpan(span, 'ok');
      // A caller that aborts need not read on, so that nobody else would end the span.
      signal.addEventListener('abort', () => endSpan(span, 'cancelled'), { once: true });
      return { ...response, message: observeStream(response.message, { context, signal, mapError, ended }) };
    }
    endSpan(span, 'ok');
    return response;
  } catch (error) {
    throw mapError(error);
  }
};
