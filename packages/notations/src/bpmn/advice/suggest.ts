import type { Graph, Layout, Suggestion } from '@ameide/graph-model';
import { flowModelOf } from './flows.ts';
import { labelWords } from './label-words.ts';
import { suggestConnections, suggestDefaultFlows, suggestEvents } from './suggest-flows.ts';
import { suggestLabels } from './suggest-labels.ts';
import { suggestLayout } from './suggest-layout.ts';

/** What would make a model better, the surest first. The same model and language give the same suggestions. */
export function suggestBpmn(
  model: { readonly graph: Graph; readonly layout: Layout },
  language: string,
): readonly Suggestion[] {
  const flows = flowModelOf(model);
  const all = [
    ...suggestLayout(flows),
    ...suggestConnections(flows),
    ...suggestEvents(flows),
    ...suggestDefaultFlows(flows),
    ...suggestLabels(flows, labelWords(language)),
  ];
  return all.toSorted((a, b) => b.confidence - a.confidence);
}
