import type { Change } from '@ameide/contracts/graph/v1/change';
import type { Bounds, Point } from '@ameide/contracts/graph/v1/graph';
import type { PatchPreview } from '@ameide/contracts/graph/v1/patch';

/** What a proposal would do to one element, or somebody else's draft, as the canvas shows it before anything is changed. */
export interface Ghost {
  readonly elementId: string;
  readonly tone: 'add' | 'change' | 'remove';
  readonly name: string;
  /** Such as `bpmn::user_task`; empty for an element that is there already. */
  readonly kind: string;
  /** Where a shape would be; absent when it stays where it is. */
  readonly bounds?: Bounds;
  /** Where a line would run; absent when it stays where it is. */
  readonly route?: readonly Point[];
  /** It is drawn where it was in an earlier version: what is there now is as it is. */
  readonly isPast?: boolean;
  /** Whose draft it is. */
  readonly by?: string;
}

/** The ghosts of a preview, shapes below lines. */
export function ghostsOf(preview: PatchPreview | undefined): Ghost[] {
  if (preview?.change === undefined) return [];
  const ghosts = new Map<string, Ghost>();
  addSemantic(ghosts, preview.change);
  addLayout(ghosts, preview.change);
  return [...ghosts.values()].sort((a, b) => Number(a.route !== undefined) - Number(b.route !== undefined));
}

function addSemantic(ghosts: Map<string, Ghost>, { semantic }: Change): void {
  for (const { mutation } of semantic) {
    switch (mutation.case) {
      case 'nodeAdded':
      case 'edgeAdded': {
        const { id, name, kind } = mutation.value;
        ghosts.set(id, { elementId: id, tone: 'add', name, kind });
        break;
      }
      case 'nodeRemoved':
      case 'edgeRemoved': {
        const { id, name } = mutation.value;
        ghosts.set(id, { elementId: id, tone: 'remove', name, kind: '' });
        break;
      }
      case 'nodeChanged':
      case 'edgeChanged': {
        const { id, after } = mutation.value;
        ghosts.set(id, { elementId: id, tone: 'change', name: after?.name ?? '', kind: '' });
        break;
      }
    }
  }
}

function addLayout(ghosts: Map<string, Ghost>, { layout }: Change): void {
  for (const { mutation } of layout) {
    if (mutation.case === undefined) continue;
    const { id, after } = mutation.value;
    // What is no longer drawn is gone; that is told already.
    if (after === undefined || mutation.case === 'labelSet') continue;
    const known = ghosts.get(id) ?? { elementId: id, tone: 'change', name: '', kind: '' };
    const place =
      mutation.case === 'boundsSet' ? { bounds: mutation.value.after! } : { route: mutation.value.after!.points };
    ghosts.set(id, { ...known, ...place });
  }
}
