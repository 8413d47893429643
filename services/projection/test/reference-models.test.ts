import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bpmn } from '@ameide/notations/bpmn/node';
import { loadTokenCounter } from '../src/adapters/token-counter.ts';
import { analyse } from '../src/domain/envelope/analysis.ts';
import { buildEnvelope, type CountTokens } from '../src/domain/envelope/build.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/bpmn/miwg-reference/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bpmn')) : [];
const skip = files.length === 0 && 'the reference models are not in ../shared/data/bpmn/miwg-reference';

let countTokens: CountTokens;
before(async () => {
  countTokens = await loadTokenCounter();
});

function read(file: string) {
  const document = readFileSync(`${folder}${file}`, 'utf8');
  const model = bpmn.read(document);
  assert.ok(model.ok, file);
  return { document, graph: model.graph };
}

test('every reference model fits the usual budget with all its nodes, most of them with everything', { skip }, () => {
  const request = {
    version: 1,
    notation: 'bpmn',
    tokenBudget: 4000,
    focusIds: [],
    focusKinds: [],
    maxDepth: 2,
  } as const;
  const reduced: string[] = [];
  for (const file of files) {
    const { document, graph } = read(file);
    const result = buildEnvelope(analyse(graph, new Set()), { ...request, intent: 'analyze' }, countTokens);
    assert.ok(result.ok, file);
    const { view, reductions, tokenCount } = result.envelope;
    assert.equal(view.nodes.length, graph.nodes.size, file);
    assert.ok(tokenCount * 8 < countTokens(document, Number.MAX_SAFE_INTEGER), `${file}: ${tokenCount}`);
    if (reductions.length > 0) reduced.push(file);
  }
  assert.ok(reduced.length < files.length / 4, reduced.join());
});

test('a small budget still tells a beginning, an end and what lies between', { skip }, () => {
  for (const file of files) {
    const { graph } = read(file);
    for (const tokenBudget of [200, 1000]) {
      const request = { version: 1, notation: 'bpmn', tokenBudget, focusIds: [], focusKinds: [], maxDepth: 2 } as const;
      const result = buildEnvelope(analyse(graph, new Set()), { ...request, intent: 'analyze' }, countTokens);
      assert.ok(result.ok, file);
      const { view, tokenCount } = result.envelope;
      assert.ok(tokenCount <= tokenBudget);
      assert.ok(
        view.nodes.length >= Math.min(graph.nodes.size, tokenBudget / 50),
        `${file}: ${view.nodes.length} nodes`,
      );
      const flows = [...graph.edges.values()].some(({ kind }) => kind === 'bpmn::sequence_flow');
      if (flows)
        assert.ok(
          view.edges.some(({ kind }) => kind === 'bpmn::sequence_flow'),
          `${file}: no flows`,
        );
    }
  }
});
