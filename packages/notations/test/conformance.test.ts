import { notationConformance } from '@ameide/graph-model/testing';
import { bpmn } from '../src/bpmn/node.ts';
import { orderModel } from './order-model.ts';
import { sampleModels } from './reference-models.ts';

const samples = sampleModels.map(({ name, text }) => ({ name, document: text }));
notationConformance(() => ({ notation: bpmn, samples: [{ name: 'order', document: orderModel }, ...samples] }), {
  runs: 500,
});
