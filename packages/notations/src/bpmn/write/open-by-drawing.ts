import type { BpmnDocument } from '../document.ts';
import { drawingOf } from '../document.ts';
import { nodeKindOf, subProcesses } from '../kinds.ts';
import { contains } from '../layout/geometry.ts';
import { canHold } from '../layout/structure.ts';
import { readBounds } from '../layout-reader.ts';

/**
 * Sub-processes that do not say whether they are open, and have content drawn inside their shape on the same plane.
 */
export function openByDrawing(document: BpmnDocument): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [id, element] of document.nodes) {
    const outer = element.parent === null ? undefined : document.graphIds.get(element.parent);
    if (outer === undefined || found.has(outer) || !isSubProcess(document, outer)) continue;
    const [own, around] = [drawingOf(document, id), drawingOf(document, outer)];
    if (own === undefined || around === undefined || own.parent !== around.parent) continue;
    const [inner, frame] = [readBounds(own), readBounds(around)];
    if (inner !== undefined && frame !== undefined && canHold(frame) && contains(frame, inner)) found.add(outer);
  }
  return found;
}

export const isSubProcess = (document: BpmnDocument, id: string) =>
  subProcesses.has(nodeKindOf(document.nodes.get(id)!) ?? '');
