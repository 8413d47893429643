import type { Request } from './request.ts';
import { newName, splits, unquote } from './sentence.ts';

const to = /\s(?:to|as|into|->|=>|→)\s/;
const called = /(?:,\s*|\s+)(?:named|called|labell?ed|titled|with (?:the )?(?:name|label))\s+/;
const FLOW =
  '(?:(?:a|an|the|another|new)\\s+)*(?:(?:sequence|message)\\s+)?(?:flow|connection|arrow|edge|link|line|association)';

/** Readings of `rename X to Y` and its kin. */
export function readRename(line: string): readonly Request[] {
  const body =
    /^(?:rename|relabel|retitle|rename the (?:task|element))\s+(.+)$/i.exec(line)?.[1] ??
    /^(?:change|set|update|edit)\s+(?:the\s+)?(?:name|label|title)\s+of\s+(.+)$/i.exec(line)?.[1] ??
    /^(?:change|update)\s+(.+)$/i.exec(line)?.[1];
  const pairs = body === undefined ? [] : [...splits(body, to)];
  const [, element, name] =
    /^(.+?)\s+(?:should|must|shall)\s+be\s+(?:called|named|renamed to)\s+(.+)$/i.exec(line) ??
    /^give\s+(.+?)\s+the\s+(?:new\s+)?(?:name|label)\s+(.+)$/i.exec(line) ??
    /^(?:re)?(?:name|call)\s+(.+?)\s+("[^"]+")$/i.exec(line) ??
    [];
  if (element !== undefined && name !== undefined) pairs.push([element, name]);
  return pairs.map(([one, other]) => ({ type: 'rename', element: one, name: newName(other) }));
}

/** Readings of `connect X to Y labelled L`, `draw a flow from X to Y` and their kin. */
export function readConnection(line: string): readonly Request[] {
  const drawn = new RegExp(
    `^(?:add|draw|create|insert|make)\\s+${FLOW}(?:\\s+(.+?))?\\s+(?:from|between)\\s+(.+)$`,
    'i',
  ).exec(line);
  if (drawn !== null) {
    const name = unquote(
      (drawn[1] ?? '').replace(/^(?:named|called|labell?ed|titled|with (?:the )?(?:name|label))\s+/i, ''),
    );
    return joined(drawn[2]!, /\s(?:to|and|->|→)\s/, name);
  }
  const body = /^(?:connect|link|join|wire)\s+(?:from\s+)?(.+)$/i.exec(line)?.[1];
  return body === undefined ? [] : joined(body, /\s(?:to|with|and|into|->|=>|→)\s/, '');
}

function joined(body: string, separator: RegExp, name: string): readonly Request[] {
  return splits(body, separator).flatMap(([source, rest]) => [
    ...splits(rest, called).map(([target, late]) => ({
      type: 'connect' as const,
      source,
      target,
      name: unquote(late),
    })),
    { type: 'connect' as const, source, target: rest, name },
  ]);
}

/** Readings of `remove X`, `delete the flow from X to Y`, `disconnect X from Y` and their kin. */
export function readRemoval(line: string): readonly Request[] {
  const apart = /^disconnect\s+(.+)$/i.exec(line)?.[1];
  if (apart !== undefined) return parted(apart, /\s(?:from|and|to)\s/);
  const body = /^(?:remove|delete|drop|erase|eliminate|get rid of|take out|cut)\s+(.+)$/i.exec(line)?.[1];
  if (body === undefined) return [];
  const between = new RegExp(`^${FLOW}\\s+(?:from|between)\\s+(.+)$`, 'i').exec(body)?.[1];
  const flows = between === undefined ? [] : parted(between, /\s(?:to|and|->|→)\s/);
  return [...flows, { type: 'remove', element: body }];
}

function parted(body: string, separator: RegExp): readonly Request[] {
  return splits(body, separator).map(([source, target]) => ({ type: 'disconnect', source, target }));
}
