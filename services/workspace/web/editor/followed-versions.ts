import type { Elements } from '../data/elements.ts';
import type { Followed, Follower } from './follow.ts';

/** So many models are kept until the document of one of them has come. */
const RECENT = 20;

/** A version of a model, as the page follows it. */
export interface FollowedModel {
  readonly version: number;
  readonly elements: Elements;
}

/** Which version is drawn, and which ones are known to the page. */
export interface FollowedVersions {
  /** A document of this version has been drawn. */
  begin(version: number): void;
  /** The page knows another model; undefined when none is to be followed any more. */
  add(model: FollowedModel | undefined): void;
  /** Draws the newest model, once it is known what the drawn version was in the server's words. */
  followNewest(): void;
}

export interface VersionListeners {
  /** Another version was drawn. */
  onFollowed(followed: Followed): void;
  onVersion(version: number): void;
  /** What changed cannot be drawn in place. It is said once for a document. */
  onLost(): void;
}

export function createFollowedVersions(follower: Follower, listeners: VersionListeners): FollowedVersions {
  let recent: readonly FollowedModel[] = [];
  /** The follower knows the version by its elements, too, once there was a model of that version. */
  let drawn = { version: 0, isKnown: false, isLost: false };

  return {
    begin(version) {
      drawn = { version, isKnown: false, isLost: false };
    },
    add(model) {
      recent = model === undefined ? [] : [...recent, model].slice(-RECENT);
    },
    followNewest() {
      const newest = recent.at(-1);
      if (newest === undefined || drawn.isLost || newest.version < drawn.version) return;
      const base = drawn.isKnown ? undefined : recent.find(({ version }) => version === drawn.version);
      if (base) follower.begin(base.elements);
      drawn.isKnown ||= base !== undefined;
      const followed = drawn.isKnown ? follower.follow(newest.elements) : undefined;
      recent = [newest];
      if (followed === undefined) {
        drawn.isLost = true;
        listeners.onLost();
        return;
      }
      listeners.onFollowed(followed);
      if (drawn.version === newest.version) return;
      drawn.version = newest.version;
      listeners.onVersion(drawn.version);
    },
  };
}
