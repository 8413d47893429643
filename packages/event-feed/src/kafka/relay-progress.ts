import type { Cursor } from '@ameide/event-store';
import type { Holder } from '../event-feed.ts';

/** What a relay says after everything that it publishes, and a few times a second when there is nothing. JSON. */
export interface RelayProgress {
  /** Of the relay; two records of the same one were made one after the other. */
  readonly epoch: number;
  /** Everything up to here has been published. */
  readonly cursor: Cursor;
  /** Every transaction that had begun when this was made up is before this place. */
  readonly ceiling: Cursor;
  /** By partition: before this offset is everything that has been published. */
  readonly offsets: readonly string[];
  /** When the oldest event was recorded that is published since the relay's last record; ISO 8601. */
  readonly publishedSince?: string;
  /** The oldest event that is committed but cannot be published yet, and why. */
  readonly backlog?: { readonly oldest: string; readonly heldBy?: Holder };
}
