/** Who is where right now. A member stays for as long as somebody says so again in time; nothing outlives that. */
export interface Presence {
  /** Says that a member is at a place, with what there is to say of it, until `ttlMs` later. `data` must not be changed afterwards. */
  announce(place: string, member: string, data: Uint8Array): Promise<void>;
  leave(place: string, member: string): Promise<void>;
  /** Everybody at a place, now and whenever that changes, until the signal aborts. Changes in quick succession may be told as one. */
  watch(place: string, signal: AbortSignal): AsyncIterable<Members>;
  /** Lets every watcher return. Announcing fails afterwards. */
  close(): Promise<void>;
}

/** What was last said of each member. */
export type Members = ReadonlyMap<string, Uint8Array>;

export interface PresenceOptions {
  /** How long a member stays that nobody announces again; 25 s unless given. */
  readonly ttlMs?: number;
}

export const DEFAULT_PRESENCE_TTL_MS = 25_000;

/** Whether two lists have the same members, with the same said of each. */
export function isSame(one: Members | undefined, other: Members): boolean {
  if (one?.size !== other.size) return false;
  for (const [member, data] of other) {
    const known = one.get(member);
    if (known === undefined || Buffer.compare(known, data) !== 0) return false;
  }
  return true;
}
