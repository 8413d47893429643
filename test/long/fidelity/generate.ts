import { createRandom, type Random } from '../random.ts';

/** A document that is made up. */
export interface Generated {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const encodings = ['UTF-8', 'UTF-8', 'UTF-16', 'ISO-8859-1', 'windows-1252', 'US-ASCII'] as const;
const stepNames = [
  'userTask',
  'task',
  'serviceTask',
  'scriptTask',
  'callActivity',
  'exclusiveGateway',
  'intermediateCatchEvent',
];

/**
 * A valid document as one of the many tools might write it: prefixes, encoding, line endings, indentation, vendor's extensions,
 * comments, lanes, collapsed sub-processes on planes of their own, elements without ids, with a drawing or without.
 */
export function generate(seed: string): Generated {
  const writer = new DocumentWriter(createRandom(seed));
  return { name: `generated-${seed}.bpmn`, bytes: writer.write() };
}

class DocumentWriter {
  readonly #random: Random;
  readonly #encoding: (typeof encodings)[number];
  readonly #prefix: string;
  readonly #isDrawn: boolean;
  readonly #drawings: string[] = [];
  readonly #planes: string[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#encoding = random.one(encodings)!;
    this.#prefix = random.one(['', 'bpmn:', 'semantic:', 'bpmn2:'])!;
    this.#isDrawn = !random.once(4);
  }

  write(): Uint8Array {
    const random = this.#random;
    const xmlns = this.#prefix === '' ? 'xmlns' : `xmlns:${this.#prefix.slice(0, -1)}`;
    const pools = random.once(2) ? 1 + random.below(2) : 0;
    const processes = Array.from({ length: Math.max(1, pools) }, (_, at) =>
      this.#process(`Process_${at + 1}`, pools > 0, 400 * at),
    );
    const collaboration = pools === 0 ? '' : this.#collaboration(pools);
    const plane = pools > 0 ? 'Collaboration' : 'Process_1';
    const diagrams = this.#isDrawn
      ? `<bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Plane" bpmnElement="${plane}">${this.#drawings.join('\n')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n${this.#planes.join('\n')}`
      : '';
    const body = `${collaboration}${processes.join('\n')}\n${diagrams}`;
    const text = `<?xml version="1.0" encoding="${this.#encoding}"?>
<!-- made up -->
<${this.#prefix}definitions ${xmlns}="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:acme="urn:acme" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions" targetNamespace="urn:made-up">
${body}</${this.#prefix}definitions>
<?acme the end?>
`;
    return encode(this.#restyled(text), this.#encoding);
  }

  /** The same text with other line endings, quotes or empty tags. */
  #restyled(text: string): string {
    const random = this.#random;
    let styled = text;
    if (random.once(4)) styled = styled.replaceAll('\n', '\r\n');
    if (random.once(4)) styled = styled.replaceAll(' />', '/>');
    if (random.once(6)) styled = styled.replaceAll(/="([^"']*)"/g, "='$1'");
    return styled;
  }

  #tag(local: string, attributes: string, content = ''): string {
    const name = `${this.#prefix}${local}`;
    const start = `<${name}${attributes === '' ? '' : ` ${attributes}`}`;
    return content === '' ? `${start} />\n` : `${start}>\n${content}</${name}>\n`;
  }

  #leaf(local: string, text: string, attributes = ''): string {
    return this.#tag(local, attributes, 'text').replace('>\ntext<', `>${text}<`);
  }

  #id(prefix: string): string {
    this.#count += 1;
    return `${prefix}_${this.#count}`;
  }

  #name(): string {
    const names = ['Order &amp; pay', 'Zahlung prüfen', 'a &lt; b', 'Step', '', 'two&#10;lines'];
    const name = this.#random.one(this.#encoding.startsWith('UTF') ? [...names, '注文を確認 😀'] : names)!;
    return this.#encoding === 'US-ASCII' ? name.replaceAll('ü', '&#252;') : name;
  }

  /** What other tools leave in an element, and has to stay. */
  #extras(): string {
    const random = this.#random;
    const documentation = random.once(3) ? this.#leaf('documentation', 'a <![CDATA[<b> & c]]> d') : '';
    const extension = random.once(3)
      ? this.#tag(
          'extensionElements',
          '',
          `<acme:data acme:x="1"><!-- kept --><acme:deep>  text  </acme:deep></acme:data>\n`,
        )
      : '';
    return `${documentation}${extension}`;
  }

  #collaboration(pools: number): string {
    const participants = Array.from({ length: pools }, (_, at) =>
      this.#tag('participant', `id="Pool_${at + 1}" name="${this.#name()}" processRef="Process_${at + 1}"`),
    );
    const note = this.#tag('textAnnotation', 'id="Note"', this.#leaf('text', 'Note &amp; more'));
    for (const at of participants.keys())
      this.#shape(`Pool_${at + 1}`, 100, 80 + 400 * at, 1200, 360, ' isHorizontal="true"');
    return this.#tag('collaboration', 'id="Collaboration"', `${this.#extras()}${participants.join('')}${note}`);
  }

  #process(id: string, inPool: boolean, top: number): string {
    const random = this.#random;
    const { content, nodes } = this.#flow(top + 100, 0);
    let lanes = '';
    if (inPool && random.once(2)) {
      const half = Math.ceil(nodes.length / 2);
      const lane = (laneId: string, members: readonly string[], offset: number) => {
        this.#shape(laneId, 130, top + 80 + offset, 1170, 180, ' isHorizontal="true"');
        return this.#tag(
          'lane',
          `id="${laneId}" name="${this.#name()}"`,
          members.map((member) => this.#leaf('flowNodeRef', member)).join(''),
        );
      };
      lanes = this.#tag(
        'laneSet',
        `id="${this.#id('LaneSet')}"`,
        lane(this.#id('Lane'), nodes.slice(0, half), 0) + lane(this.#id('Lane'), nodes.slice(half), 180),
      );
    }
    return this.#tag(
      'process',
      `id="${id}" isExecutable="false"`,
      `${this.#extras()}<!-- of ${id} -->\n${lanes}${content}`,
    );
  }

  /** A flow from a start to an end, with a step that has an event attached now and then. */
  #flow(top: number, depth: number): { readonly content: string; readonly nodes: readonly string[] } {
    const random = this.#random;
    const nodes: string[] = [];
    const parts: string[] = [];
    const place = (id: string, width: number, height: number) =>
      this.#shape(id, 200 + 150 * nodes.length, top + 40 - height / 2, width, height);
    const add = (local: string, content: string, width: number, height: number) => {
      const id = this.#id('Node');
      place(id, width, height);
      nodes.push(id);
      parts.push(this.#tag(local, `id="${id}" name="${this.#name()}" acme:own="x"`, `${this.#extras()}${content}`));
      return id;
    };
    add('startEvent', '', 36, 36);
    for (let steps = 1 + random.below(4); steps > 0; steps -= 1) {
      const local = random.one(stepNames)!;
      const timer = this.#tag(
        'timerEventDefinition',
        `id="${this.#id('Timer')}"`,
        this.#leaf('timeDuration', 'PT5M', `xsi:type="${this.#prefix}tFormalExpression"`),
      );
      if (local.endsWith('Event')) add(local, timer, 36, 36);
      else if (local.endsWith('Gateway')) add(local, '', 50, 50);
      else if (depth === 0 && random.once(4)) this.#subProcess(add, top);
      else {
        const host = add(local, '', 100, 80);
        if (random.once(4))
          parts.push(
            this.#tag('boundaryEvent', `id="${this.#attached(nodes.length, top)}" attachedToRef="${host}"`, timer),
          );
      }
    }
    add('endEvent', '', 36, 36);
    const flows = nodes.slice(1).map((target, at) => {
      const id = this.#id('Flow');
      const named = random.once(6) ? '' : `id="${id}" `;
      if (named !== '') this.#edge(id, 236 + 150 * at, 200 + 150 * (at + 1), top + 40);
      return this.#tag('sequenceFlow', `${named}sourceRef="${nodes[at]}" targetRef="${target}"`);
    });
    return { content: [...parts, ...flows].join(''), nodes };
  }

  #subProcess(add: (local: string, content: string, width: number, height: number) => string, top: number): void {
    const outside = this.#drawings.length;
    const inner = this.#flow(top, 1);
    const drawn = this.#drawings.splice(outside);
    const id = add('subProcess', inner.content, 100, 80);
    // Collapsed: what is inside has a plane of its own.
    if (!this.#isDrawn) return;
    this.#planes.push(
      `<bpmndi:BPMNDiagram id="Diagram_${id}"><bpmndi:BPMNPlane id="Plane_${id}" bpmnElement="${id}">${drawn.join('\n')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n`,
    );
  }

  #attached(at: number, top: number): string {
    const id = this.#id('Boundary');
    this.#shape(id, 200 + 150 * (at - 1) + 32, top + 62, 36, 36);
    return id;
  }

  #shape(id: string, x: number, y: number, width: number, height: number, attributes = ''): void {
    const label = this.#random.once(5)
      ? `<bpmndi:BPMNLabel><dc:Bounds x="${x}" y="${y + height}" width="80" height="14" /></bpmndi:BPMNLabel>`
      : '';
    this.#drawings.push(
      `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"${attributes}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" />${label}</bpmndi:BPMNShape>`,
    );
  }

  #edge(id: string, from: number, to: number, y: number): void {
    this.#drawings.push(
      `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${from}" y="${y}" /><di:waypoint x="${to}" y="${y}" /></bpmndi:BPMNEdge>`,
    );
  }
}

function encode(text: string, encoding: (typeof encodings)[number]): Uint8Array {
  if (encoding === 'UTF-8') return Buffer.from(text);
  if (encoding === 'UTF-16') return Buffer.from(`\ufeff${text}`, 'utf16le');
  return Buffer.from(text, 'latin1');
}
