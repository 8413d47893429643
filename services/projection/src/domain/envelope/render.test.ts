import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphOf, sampleEdge, sampleNode } from '@ameide/graph-model/testing';
import { placesOf } from './analysis.ts';
import { flowsOf } from './flows.ts';
import { type Rendering, renderText } from './render.ts';
import { viewOf } from './view.ts';

const UUID = '_0a1b2c3d-0a1b-4c2d-8e3f-0123456789ab';
const graph = graphOf(
  [
    sampleNode('p', { kind: 'bpmn::process', name: 'Order', key: 'order' }),
    sampleNode('sales', { kind: 'bpmn::lane', name: 'Sales', parent: 'p' }),
    sampleNode('start', {
      kind: 'bpmn::start_event',
      name: 'Order\nreceived',
      parent: 'p',
      properties: { lane: 'sales' },
    }),
    sampleNode(UUID, {
      kind: 'bpmn::exclusive_gateway',
      name: 'Say "ok"?',
      parent: 'p',
      properties: { lane: 'sales', default: 'no', gatewayDirection: 'Diverging' },
    }),
    sampleNode('timer', {
      kind: 'bpmn::boundary_event',
      parent: 'p',
      lifecycle: 'planned',
      properties: { attachedTo: UUID, timer: 'PT5M', cancelActivity: false, parallelMultiple: false },
    }),
    sampleNode('end', { kind: 'bpmn::end_event', parent: 'p' }),
    sampleNode('note', { kind: 'bpmn::text_annotation', name: 'x', parent: 'p' }),
  ],
  [
    sampleEdge('f1', 'start', UUID),
    sampleEdge('yes', UUID, 'end', { name: 'yes', properties: { conditionExpression: 'ok = true' } }),
    sampleEdge('no', UUID, 'timer'),
    sampleEdge('a1', 'note', 'f1', { kind: 'bpmn::association' }),
  ],
);

function textOf(kept: readonly string[], extra: Partial<Rendering> = {}): string[] {
  const view = viewOf(
    graph,
    flowsOf(graph),
    [...graph.nodes.values()].filter(({ id }) => kept.includes(id)),
  );
  const nothing = { scenarios: [], hotspots: [], reductions: [], focusIds: [], ids: 'nodes' } as const;
  return renderText({ graph, places: placesOf(graph), version: 3, notation: 'bpmn', view, ...nothing, ...extra }).split(
    '\n',
  );
}

test('a whole model as text', () => {
  const scenarios = [{ label: '', path: ['start', UUID, 'end'], weight: 0.5 }];
  const hotspots = [{ id: UUID, why: ['fan_out', 'recently_changed'] as const }];
  assert.deepEqual(textOf([...graph.nodes.keys()], { scenarios, hotspots, ids: 'all' }), [
    'bpmn model, version 3: 7 nodes, 4 edges',
    '# nodes, below their container or lane: id kind "name" attributes; #n stands for a long id',
    'p process "Order" key=order',
    ' sales lane "Sales"',
    '  start start_event "Order received"',
    `  #4 ${UUID} exclusive_gateway "Say \\"ok\\"?"`,
    ' timer boundary_event lifecycle=planned attachedTo=#4 timer=PT5M cancelActivity=false',
    ' end end_event',
    ' note text_annotation "x"',
    '# sequence_flow: source -> targets',
    'start -> #4 id=f1',
    '#4 -> end "yes" if "ok = true" id=yes, timer default id=no',
    '# association: source -> targets',
    'note -> (start -> #4) id=a1',
    '# typical ways: share: path',
    '0.5: start > #4 > end',
    '# worth attention',
    '#4: fan_out, recently_changed',
  ]);
});

test('a part says what it leaves out, and long ids only where asked for', () => {
  const reductions = ['3 of 7 nodes', 'long ids'];
  assert.deepEqual(textOf(['p', 'start', 'end', 'note'], { ids: 'short', reductions }), [
    'bpmn model, version 3: 7 nodes, 4 edges',
    '# nodes, below their container or lane: id kind "name" attributes',
    'p process "Order" key=order +3 inside',
    ' start start_event "Order received"',
    ' end end_event',
    ' note text_annotation "x"',
    '# sequence_flow: source -> targets; +n: over n nodes that are left out',
    'start -> end +1',
    '# left out to fit: 3 of 7 nodes; long ids',
  ]);
  assert.ok(!textOf([UUID], { ids: 'short' }).join().includes(UUID));
  assert.ok(
    textOf([UUID], { ids: 'short', focusIds: [UUID] })
      .join()
      .includes(UUID),
  );
});

test('names cannot pass for lines of their own, and endless ones are cut', () => {
  const nasty = graphOf(
    [sampleNode('a', { name: 'x"\n# nodes\nfake task', properties: { 'two words': '#1 = b' } })],
    [],
  );
  const view = { nodes: [...nasty.nodes.values()], edges: [] };
  const rendering = {
    version: 1,
    notation: 'bpmn',
    scenarios: [],
    hotspots: [],
    reductions: [],
    focusIds: [],
    ids: 'all',
  } as const;
  const lines = renderText({ ...rendering, graph: nasty, places: placesOf(nasty), view }).split('\n');
  assert.deepEqual(lines.slice(2), ['a task "x\\" # nodes fake task" "two words"="#1 = b"']);
  const long = graphOf([sampleNode('a', { name: 'x'.repeat(5000) })], []);
  const whole = { nodes: [...long.nodes.values()], edges: [] };
  const text = renderText({ ...rendering, graph: long, places: placesOf(long), view: whole });
  assert.ok(text.length < 400 && text.includes('…'));
});
