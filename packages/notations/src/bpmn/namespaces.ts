export const namespaces = {
  bpmn: 'http://www.omg.org/spec/BPMN/20100524/MODEL',
  bpmndi: 'http://www.omg.org/spec/BPMN/20100524/DI',
  dc: 'http://www.omg.org/spec/DD/20100524/DC',
  di: 'http://www.omg.org/spec/DD/20100524/DI',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  /** BPMN in Color, and what tools wrote before it. */
  color: 'http://www.omg.org/spec/BPMN/non-normative/color/1.0',
  bioc: 'http://bpmn.io/schema/bpmn/biocolor/1.0',
  /** What the graph knows and BPMN has no place for: semantic keys, lifecycles and free properties. */
  ameide: 'https://ameide.io/schema/model/1.0',
} as const;

export type KnownNamespace = keyof typeof namespaces;
