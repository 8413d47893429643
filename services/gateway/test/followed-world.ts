import type { WatchDraftResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import type { WatchProjectionResponseSchema } from '@ameide/contracts/projection/v1/projection_service';
import type { StreamChatUpdatesResponseSchema } from '@ameide/contracts/threads/v1/chat_query_service';
import { ServiceError } from '@ameide/service-kit/errors';
import type { MessageInitShape } from '@bufbuild/protobuf';

/** Of those who follow a list. */
type ListEvent = { readonly case: 'changed'; readonly value: Record<never, never> };

/** What others stream of chats and models, as numbers that grow by one: sequences of messages, versions. */
export class FollowedWorld {
  readonly #numbers = new Map<string, number>();
  readonly #wake = new Set<() => void>();
  #breaks = 0;

  /** The next message of a chat, or version of a model. */
  advance(id: string): void {
    this.#numbers.set(id, (this.#numbers.get(id) ?? 0) + 1);
    this.#wakeAll();
  }

  /** Breaks every stream that is open, as a service does that restarts. */
  breakStreams(): void {
    this.#breaks += 1;
    this.#wakeAll();
  }

  async *chat(
    id: string,
    token: string,
    signal: AbortSignal,
  ): AsyncGenerator<MessageInitShape<typeof StreamChatUpdatesResponseSchema>> {
    const after = token === '' ? (this.#numbers.get(id) ?? 0) : Number(token);
    yield { update: { update: { case: 'heartbeat', value: {} }, checkpointToken: String(after) } };
    for await (const sequence of this.#after(id, after, signal)) {
      const update = { case: 'message' as const, value: { threadId: id, sequence } };
      yield { update: { update, checkpointToken: String(sequence) } };
    }
  }

  async *model(
    ref: string,
    since: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<MessageInitShape<typeof WatchProjectionResponseSchema>> {
    const version = this.#numbers.get(ref) ?? 0;
    if (since === undefined) yield { event: { case: 'snapshot', value: { version } } };
    for await (const toVersion of this.#after(ref, since ?? version, signal)) {
      yield { event: { case: 'delta', value: { fromVersion: toVersion - 1, toVersion } } };
    }
  }

  async *drafts(ref: string, signal: AbortSignal): AsyncGenerator<MessageInitShape<typeof WatchDraftResponseSchema>> {
    for await (const revision of this.#after(`draft of ${ref}`, 0, signal)) {
      yield { event: { case: 'changed', value: { draft: { revision } } } };
    }
  }

  /** Says so now, and whenever it changes. */
  async *list(id: string, signal: AbortSignal): AsyncGenerator<{ readonly event: ListEvent }> {
    yield { event: { case: 'changed', value: {} } };
    for await (const _ of this.#after(id, this.#numbers.get(id) ?? 0, signal)) {
      yield { event: { case: 'changed', value: {} } };
    }
  }

  async *#after(id: string, after: number, signal: AbortSignal): AsyncGenerator<number> {
    const breaks = this.#breaks;
    let [number, changed] = [after, Promise.withResolvers<void>()];
    const hear = () => changed.resolve();
    this.#wake.add(hear);
    signal.addEventListener('abort', hear);
    try {
      while (!signal.aborted) {
        if (breaks !== this.#breaks)
          throw new ServiceError('unavailable', 'server_stopping', 'The service is stopping.');
        if (number < (this.#numbers.get(id) ?? 0)) yield ++number;
        else {
          await changed.promise;
          changed = Promise.withResolvers();
        }
      }
    } finally {
      this.#wake.delete(hear);
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wake) wake();
  }
}
