import type { Finding, Graph, Layout } from '@ameide/graph-model';
import { checkBpmn } from '../rules.ts';
import { flowModelOf } from './flows.ts';
import { fixesOf } from './rule-fixes.ts';
import { styleFindings } from './style-rules.ts';

/** What the rules of BPMN and good style have to say about a model. */
export function inspectBpmn(model: { readonly graph: Graph; readonly layout: Layout }): readonly Finding[] {
  const flows = flowModelOf(model);
  const rules = checkBpmn(model.graph).map(
    (found): Finding => ({ ...found, source: 'rule', fixes: fixesOf(flows, found) }),
  );
  return [...rules, ...styleFindings(flows)];
}
