import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Finding, type Operation, type Plan, planPatch } from '@ameide/graph-model';
import fc from 'fast-check';
import { bpmn } from '../src/bpmn/node.ts';
import { choices, generated } from './generated-document.ts';
import { readModel } from './order-model.ts';
import { patches } from './random-patches.ts';
import { referenceModels, sampleModels, skip } from './reference-models.ts';

type Model = ReturnType<typeof readModel>;

const MAX_OPERATIONS = 100;
const errorsIn = ({ graph }: Pick<Model, 'graph'>) => bpmn.check(graph).filter(({ severity }) => severity === 'error');
const about = ({ code, elementIds = [] }: Finding) => `${code} ${elementIds.join(' ')}`;

/** Whatever is offered for a model can be carried out, leaves a valid document and no error, and does what it is offered for. */
function checkOffers(text: string): void {
  const model = readModel(text);
  const before = structuredClone({ graph: model.graph, layout: model.layout });
  const known = new Set(errorsIn(model).map(({ message }) => message));
  const wasValid = bpmn.validate(text).length === 0;
  const carriedOut = (operations: readonly Operation[], what: string): Plan => {
    assert.ok(operations.length <= MAX_OPERATIONS, what);
    const plan = planPatch({ ...model, notation: bpmn, operations });
    assert.ok(plan.ok, `${what}: ${JSON.stringify(plan.diagnostics.filter(({ severity }) => severity === 'error'))}`);
    const { document } = bpmn.write(text, plan.change);
    if (wasValid) assert.deepEqual(bpmn.validate(document), [], what);
    assert.deepEqual(
      errorsIn(plan.after).filter(({ message }) => !known.has(message)),
      [],
      what,
    );
    return plan;
  };
  const findings = bpmn.inspect(model);
  for (const finding of findings) {
    for (const fix of finding.fixes) {
      const plan = carriedOut(fix.operations, `${about(finding)}: ${fix.title}`);
      const left = new Set(bpmn.inspect(plan.after).map(about));
      assert.ok(!left.has(about(finding)), `${about(finding)} is still there after: ${fix.title}`);
    }
  }
  for (const { code, title, elementIds, confidence, operations } of bpmn.suggest(model, 'en')) {
    const what = `${code} ${elementIds.join(' ')}: ${title}`;
    assert.ok(confidence > 0 && confidence <= 1, what);
    const plan = carriedOut(operations, what);
    const next = bpmn
      .suggest(plan.after, 'en')
      .filter((one) => one.code === code && one.elementIds[0] === elementIds[0]);
    assert.ok(!next.some((one) => one.title === title), `${what} is suggested again`);
  }
  assert.deepEqual({ graph: model.graph, layout: model.layout }, before, 'advice changes nothing');
}

for (const { name, text } of [...referenceModels, ...sampleModels]) {
  test(`what is offered for ${name} can be carried out`, { skip: referenceModels.length === 0 && skip }, () =>
    checkOffers(text),
  );
}

const steps = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(patches)), fc.array(fc.nat(), { minLength: 4, maxLength: 4 })),
  { minLength: 1, maxLength: 4 },
);

test('what is offered for a model that anything was done to can be carried out', () => {
  fc.assert(
    fc.property(choices, steps, (chosen, sequence) => {
      let text = generated(chosen);
      sequence.forEach(([name, numbers], round) => {
        let at = 0;
        const model = readModel(text);
        const operations = patches[name]!(model.graph, (below) => numbers[at++ % 4]! % below, `New${round}`);
        const plan = planPatch({ ...model, notation: bpmn, operations });
        if (plan.ok) text = bpmn.write(text, plan.change).document;
      });
      checkOffers(text);
    }),
    { numRuns: 60 },
  );
});
