import { parseSync } from 'oxc-parser';

/** What of these TypeScript files, content by path, does not parse: `<path>:<line>: <what is wrong>`. */
export function syntaxFaults(contents: ReadonlyMap<string, Buffer>): string[] {
  return [...contents].flatMap(([path, bytes]) => {
    if (!/\.tsx?$/.test(path)) return [];
    const text = bytes.toString();
    const [error] = parseSync(path, text).errors;
    if (!error) return [];
    const line = text.slice(0, error.labels[0]?.start ?? 0).split('\n').length;
    return [`${path}:${line}: ${error.message}`];
  });
}
