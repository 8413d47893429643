import assert from 'node:assert/strict';
import type { Bounds } from '@ameide/graph-model';
import { planPatch } from '@ameide/graph-model';
import { operation } from '@ameide/graph-model/testing';
import { bpmn } from '../src/bpmn/node.ts';
import { readModel } from './order-model.ts';

/** An operation as its type and fields. */
export type Asked = readonly [type: string, fields: object];

/** What a patch that must be possible does to a document, before anything is written. */
export function planned(text: string, operations: readonly Asked[]) {
  const plan = planPatch({
    ...readModel(text),
    notation: bpmn,
    operations: operations.map(([type, fields], at) => operation(`op${at}`, type as 'rename', fields as never)),
  });
  assert.ok(plan.ok, JSON.stringify(plan.diagnostics));
  return plan;
}

/** Applies operations; the document must say what the plan says, stay valid, and be taken back byte for byte if told so. */
export function edited(text: string, operations: readonly Asked[], options = { exact: true }): string {
  const plan = planned(text, operations);
  const { document } = bpmn.write(text, plan.change);
  const { graph, layout } = readModel(document);
  assert.deepEqual({ graph, layout }, plan.after);
  assert.deepEqual(bpmn.validate(document), []);
  if (options.exact) assert.equal(bpmn.write(document, plan.inverse).document, text);
  return document;
}

/** Where a document draws an element. */
export function boundsIn(text: string, id: string): Bounds {
  const bounds = readModel(text).layout.bounds.get(id);
  assert.ok(bounds, `${id} is not drawn`);
  return bounds;
}

/** A document with the given content and planes: the first argument of each plane is what it shows. */
export function documentWith(
  content: string,
  ...planes: readonly (readonly [element: string, drawings: string])[]
): string {
  const diagrams = planes.map(
    ([element, drawings], at) =>
      `<bpmndi:BPMNDiagram id="Diagram${at}"><bpmndi:BPMNPlane id="Plane${at}" bpmnElement="${element}">${drawings}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="urn:t">
  ${content}
  ${diagrams.join('\n  ')}
</definitions>
`;
}

export const shape = (id: string, x: number, y = 100, width = 100, height = 80, attributes = '') =>
  `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"${attributes}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" /></bpmndi:BPMNShape>`;
export const line = (id: string, from: number, to: number, attributes = '', y = 140) =>
  `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"${attributes}><di:waypoint x="${from}" y="${y}" /><di:waypoint x="${to}" y="${y}" /></bpmndi:BPMNEdge>`;
export const sequence = (id: string, from: string, to: string) =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}" />`;

/** What each plane of a document draws, by what the plane shows. */
export function drawnOn(text: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [, element = '', drawings = ''] of text.matchAll(
    /<bpmndi:BPMNPlane [^>]*?bpmnElement="(\w+)"[^>]*?(?:\/>|>([\s\S]*?)<\/bpmndi:BPMNPlane>)/g,
  ))
    found[element] = [...drawings.matchAll(/<bpmndi:BPMN(?:Shape|Edge) [^>]*?bpmnElement="([\w-]+)"/g)]
      .map(([, id = '']) => id)
      .sort();
  return found;
}
