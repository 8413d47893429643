/** Names are the same when they differ only in case and white space. */
export function normalName(name: string): string {
  return (/^\s|\s$|\s\s|[^\S ]/.test(name) ? name.replace(/\s+/g, ' ').trim() : name).toLowerCase();
}
