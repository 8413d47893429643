import assert from 'node:assert/strict';
import { test } from 'node:test';
import { label, type ModelView, reference, type ViewNode } from './view.ts';

/** Counts how often all nodes are gone through. */
class CountingMap extends Map<string, ViewNode> {
  walks = 0;
  override values() {
    this.walks += 1;
    return super.values();
  }
}

test('elements of one name are told apart without going through all of them for each', () => {
  const nodes = new CountingMap();
  for (let n = 0; n < 500; n++) {
    nodes.set(`T${n}`, { id: `T${n}`, kind: 'bpmn::task', name: 'x', parent: '', properties: {} });
  }
  const alone: ViewNode = { id: 'Alone', kind: 'bpmn::task', name: 'Alone', parent: '', properties: {} };
  nodes.set(alone.id, alone);
  const view: ModelView = { version: 1, nodes, edges: [], reduced: false, totalNodes: nodes.size };
  const all = [...nodes.values()];
  nodes.walks = 0;
  const labels = all.map((node) => label(view, node));
  assert.deepEqual([labels[0], labels.at(-1)], ['task "x" (T0)', 'task "Alone"']);
  assert.deepEqual([reference(view, all[0]!), reference(view, alone)], ['T0', '"Alone"']);
  assert.ok(nodes.walks <= 1, `${nodes.walks} walks`);
});
