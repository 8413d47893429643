import type { ExecuteRunResponse } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { type Snapshot, SnapshotSchema, type Suggestion } from '@ameide/contracts/inference/v1/run';
import { type MessagePart, MessagePartSchema } from '@ameide/contracts/threads/v1/chat';
import { create } from '@bufbuild/protobuf';
import { type Usage, usageOf } from '../../domain/run/state.ts';
import type { FramePayload } from './frame.ts';

/** Bytes of text in one part of a message, as the contract of threads has it. */
const PART_BYTES = 64 * 1024;
/** Parts of a message, of which some are for suggestions. */
const MAX_TEXT_PARTS = 16;
const MAX_SUGGESTIONS = 16;
const SUMMARY_CHARACTERS = 1024;

/** Why an answer cannot grow any more. */
export type AnswerRefusal = 'answer_too_long' | 'too_many_suggestions';

/** Everything that a run has said so far: what a snapshot shows and what the thread will keep. */
export class Answer {
  #said: Snapshot;
  #chunks: string[] = [];
  #bytes: number;

  /** @param said what was said before, to be continued. */
  constructor(said: Snapshot = create(SnapshotSchema)) {
    this.#said = said;
    this.#chunks = [said.text];
    this.#bytes = Buffer.byteLength(said.text);
  }

  /** Adds what happened: the frame to send for it, none when it says nothing, or why the answer must end. */
  add(event: ExecuteRunResponse['event']): FramePayload | AnswerRefusal | undefined {
    switch (event.case) {
      case 'token':
        if (event.value.text === '') return undefined;
        this.#bytes += Buffer.byteLength(event.value.text);
        // Splitting at characters may leave a few bytes of every part unused.
        if (this.#bytes > MAX_TEXT_PARTS * (PART_BYTES - 4)) return 'answer_too_long';
        this.#chunks.push(event.value.text);
        return event;
      case 'toolCall':
        this.#said.toolCalls.push(event.value);
        return event;
      case 'toolResult':
        this.#said.toolResults.push(event.value);
        return event;
      case 'suggestion':
        if (this.#said.suggestions.length >= MAX_SUGGESTIONS) return 'too_many_suggestions';
        this.#said.suggestions.push(event.value);
        return event;
      case 'usage':
        this.#said.usage = event.value;
        return event;
      default:
        return undefined;
    }
  }

  /** A copy of all that was said. */
  snapshot(): Snapshot {
    const { toolCalls, toolResults, suggestions, usage } = this.#said;
    return create(SnapshotSchema, {
      text: this.#text(),
      toolCalls: [...toolCalls],
      toolResults: [...toolResults],
      suggestions: [...suggestions],
      ...(usage && { usage }),
    });
  }

  /** What was used so far. */
  usage(): Usage {
    return usageOf(this.#said.usage);
  }

  /** The parts of the message that keeps the answer; none when nothing was said. */
  messageParts(): MessagePart[] {
    const parts = splitText(this.#text()).map((text) =>
      create(MessagePartSchema, { kind: { case: 'text', value: { text } } }),
    );
    for (const suggestion of this.#said.suggestions) parts.push(...patchPart(suggestion));
    return parts;
  }

  #text(): string {
    this.#chunks = [this.#chunks.join('')];
    return this.#chunks[0]!;
  }
}

function patchPart({ suggestion }: Suggestion): MessagePart[] {
  if (suggestion.case !== 'graphPatch') return [];
  const { patchId, ref, summary } = suggestion.value;
  const line = summary.join('; ').slice(0, SUMMARY_CHARACTERS).toWellFormed();
  return [create(MessagePartSchema, { kind: { case: 'patch', value: { patchId, ref, summary: line } } })];
}

/** Cuts between characters, into pieces of at most `PART_BYTES` bytes. */
function splitText(text: string): string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + PART_BYTES, bytes.length);
    // A byte 10xxxxxx continues a character.
    while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
    pieces.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return pieces;
}
