import { ServiceError } from '@ameide/service-kit/errors';
import { eventText, HEARTBEAT } from '@ameide/service-kit/http-api';
import type { AnswerPiece } from '../../app/answer-pieces.ts';
import type { Usage } from '../../domain/run/state.ts';
import { messageItem, type ResponseFacts, type ResponseStatus, responseObject, textPart } from './response-object.ts';

/** Events that one frame of a run becomes at most. */
const STRIDE = 8;

/** The number before which nothing of an answer can have been told. */
const FIRST_SAID = 2 * STRIDE;

/**
 * The events of a response. A `sequence_number` follows from the frame that an event stands for, so that it stays the same whoever asks
 * again, at whichever replica.
 * @param after only events after this number
 * @throws ServiceError failed_precondition `stream_expired` when what would have to follow that number is not kept any more
 */
export async function* responseEvents(
  pieces: AsyncIterable<AnswerPiece>,
  about: Pick<ResponseFacts, 'runId' | 'threadId' | 'agentId' | 'createdAt'>,
  after = -1,
): AsyncGenerator<string, void> {
  let text = '';
  let usage: Usage | undefined;
  let frame = -1;
  let inFrame = 0;
  let begun = false;
  let speaking = false;
  const item = { item_id: `msg_${about.runId}`, output_index: 0, content_index: 0 };
  const event = (type: string, more: object): string[] => {
    const sequence_number = frame * STRIDE + inFrame++;
    return sequence_number > after ? [eventText({ event: type, data: { type, sequence_number, ...more } })] : [];
  };
  const lifecycle = (type: string, status: ResponseStatus, error?: ResponseFacts['error']) =>
    event(type, { response: responseObject({ ...about, status, text, usage, error }) });
  const message = (status: ResponseStatus) => messageItem({ runId: about.runId, text, status });

  for await (const piece of pieces) {
    if (piece.kind === 'alive') {
      yield HEARTBEAT;
      continue;
    }
    if (piece.index !== frame) [frame, inFrame] = [piece.index, 0];
    if (!begun) {
      yield* lifecycle('response.created', 'in_progress');
      yield* lifecycle('response.in_progress', 'in_progress');
      begun = true;
    }
    if (piece.kind === 'usage') usage = piece.usage;
    if (piece.kind === 'text') {
      if (!speaking) {
        // It stands for frames that are gone, some of which the client has.
        if (piece.isWhole && after >= FIRST_SAID && after < frame * STRIDE) throw expired();
        yield* event('response.output_item.added', { output_index: 0, item: message('in_progress') });
        yield* event('response.content_part.added', { ...item, part: textPart('') });
        speaking = true;
      }
      text += piece.text;
      yield* event('response.output_text.delta', { ...item, delta: piece.text, logprobs: [] });
    }
    if (piece.kind !== 'end') continue;
    const status = piece.ending;
    if (speaking) {
      yield* event('response.output_text.done', { ...item, text, logprobs: [] });
      yield* event('response.content_part.done', { ...item, part: textPart(text) });
      yield* event('response.output_item.done', { output_index: 0, item: message(status) });
    }
    if (status === 'completed') yield* lifecycle('response.completed', status);
    else yield* lifecycle('response.failed', status, { code: piece.reason, message: piece.message || piece.reason });
  }
}

function expired(): ServiceError {
  const message = 'What follows that event is not kept any more. Read the response as a whole.';
  return new ServiceError('failed_precondition', 'stream_expired', message);
}
