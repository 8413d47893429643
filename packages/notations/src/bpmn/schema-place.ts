import type { BpmnDocument } from './document.ts';
import type { XmlElement } from './xml/tree.ts';
import { descendants } from './xml/tree.ts';

/** Finds the element of the graph that a violation of the schema is about: itself, what it stands in, or what it draws. */
export function createSchemaPlaces(document: BpmnDocument): (line: number, message: string) => string | undefined {
  let byLine: ReadonlyMap<number, readonly XmlElement[]> | undefined;
  return (line, message) => {
    byLine ??= elementsByLine(document);
    const local = /^Element '([^']+)'/.exec(message)?.[1];
    const there = byLine.get(line) ?? [];
    for (
      let at = there.find((element) => element.local === local) ?? there[0];
      at != null;
      at = at.parent ?? undefined
    ) {
      const id = document.graphIds.get(at) ?? drawnBy(document, at);
      if (id !== undefined) return id;
    }
    return undefined;
  };
}

function drawnBy({ ids, graphIds }: BpmnDocument, element: XmlElement): string | undefined {
  const drawn = ids.get(element.attributes.get('bpmnElement') ?? '');
  return drawn && graphIds.get(drawn);
}

/** Elements by the line on which their start tags end, which is where the schema processor sees them. */
function elementsByLine({ xml: { root, text } }: BpmnDocument): ReadonlyMap<number, readonly XmlElement[]> {
  const byLine = new Map<number, XmlElement[]>();
  let [line, offset] = [1, 0];
  for (const element of [root, ...descendants(root)]) {
    const end = element.source?.openEnd ?? offset;
    for (let next = text.indexOf('\n', offset); next !== -1 && next < end; next = text.indexOf('\n', offset)) {
      line += 1;
      offset = next + 1;
    }
    const known = byLine.get(line);
    if (known === undefined) byLine.set(line, [element]);
    else known.push(element);
  }
  return byLine;
}
