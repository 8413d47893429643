import type { Difference } from '@ameide/contracts/graph/v1/version_service';
import type { Ghost } from '../../editor/ghosts.ts';

/** So many stand out at most: more would hide the model, and slow the canvas down. */
const MOST_GHOSTS = 2_000;

export type Tone = Ghost['tone'];

/** Whether an element came, went or became another one. */
export function toneOf({ change }: Difference): Tone {
  const mutation = change.case === 'semantic' ? (change.value.mutation.case ?? '') : '';
  if (mutation.endsWith('Added')) return 'add';
  return mutation.endsWith('Removed') ? 'remove' : 'change';
}

/** The differences about how elements are drawn that are there before and after: the drawing of others comes and goes with them. */
export function movedOnes(differences: readonly Difference[]): readonly Difference[] {
  const told = new Set(
    differences.flatMap((each) =>
      each.change.case === 'semantic' && toneOf(each) !== 'change' ? [each.elementId] : [],
    ),
  );
  return differences.filter(({ change, elementId }) => change.case === 'layout' && !told.has(elementId));
}

/**
 * What makes differences visible on the target: what came and what changed stands out where it is, what went is drawn where it was.
 * @param withLayout also where things were that are drawn elsewhere now
 */
export function comparisonGhosts(differences: readonly Difference[], withLayout: boolean): Ghost[] {
  const places = new Map(
    differences.flatMap((each) => {
      const place = earlierPlace(each);
      return place ? [[each.elementId, place]] : [];
    }),
  );
  const semantic = differences.flatMap((each): Ghost[] => {
    if (each.change.case === 'layout') return [];
    const { elementId, kind, name } = each;
    const tone = toneOf(each);
    if (tone !== 'remove') return [{ elementId, tone, name: '', kind }];
    const place = places.get(elementId);
    return place ? [{ elementId, tone, name, kind, isPast: true, ...place }] : [];
  });
  const moved = withLayout ? movedOnes(differences) : [];
  const earlier = moved.flatMap((each): Ghost[] => {
    const place = earlierPlace(each);
    const { elementId, kind } = each;
    return place ? [{ elementId, tone: 'change', name: '', kind, isPast: true, ...place }] : [];
  });
  const ghosts = [...semantic, ...earlier].slice(0, MOST_GHOSTS);
  return ghosts.sort((a, b) => Number(a.route !== undefined) - Number(b.route !== undefined));
}

/** Where an element itself was drawn; the place of its name says nothing of that. */
function earlierPlace({ change }: Difference): Pick<Ghost, 'bounds' | 'route'> | undefined {
  const mutation = change.case === 'layout' ? change.value.mutation : undefined;
  if (mutation?.case === 'boundsSet' && mutation.value.before) return { bounds: mutation.value.before };
  if (mutation?.case === 'waypointsSet' && mutation.value.before) return { route: mutation.value.before.points };
  return undefined;
}
