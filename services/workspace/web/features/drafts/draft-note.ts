const LONGEST = 200;

/**
 * What the history says of a version that nobody has written a note for: what was done, each thing once. Empty, so that the
 * server tells it, where that is too long or something was done on another page.
 */
export function noteOf(titles: readonly string[]): string {
  const note = [...new Set(titles)].join('; ');
  return titles.includes('') || note.length > LONGEST ? '' : note;
}
