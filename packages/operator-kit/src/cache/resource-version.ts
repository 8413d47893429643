/**
 * Compares two resourceVersions, which are decimal numbers that may be larger than a double is exact for.
 *
 * @returns negative if `a` is older, 0 if they are the same, positive if `a` is newer
 */
export function compareResourceVersions(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** True if `a` is newer than `b`. */
export function isNewer(a: string, b: string): boolean {
  return compareResourceVersions(a, b) > 0;
}
