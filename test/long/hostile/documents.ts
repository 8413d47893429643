import type { Random } from '../random.ts';
import { hostileText } from './values.ts';

const HEAD =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="urn:x">';
const inProcess = (content: string, after = '') => `${HEAD}<process id="P">${content}</process>${after}</definitions>`;
const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join('');
const escaped = (text: string) => text.replaceAll(/[&<"]/g, (one) => `&#${one.charCodeAt(0)};`);
const flow = (id: number | string, from: number | string, to: number | string) =>
  `<sequenceFlow id="f${id}" sourceRef="t${from}" targetRef="t${to}"/>`;
const drawn = (shapes: string) =>
  `<bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="P">${shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`;

/** Documents that are hard to read, to draw, to show or to store. Their names are what they are about. */
const documents: Readonly<Record<string, (random: Random) => string | Uint8Array>> = {
  'a long id': (random) => inProcess(`<task id="${'x'.repeat(random.one([257, 20_000, 200_000, 400_000])!)}"/>`),
  'a long name': (random) => inProcess(`<task id="t" name="${'Step '.repeat(random.one([1000, 100_000])!)}"/>`),
  'a name of anything': (random) => inProcess(`<task id="t" name="${escaped(hostileText(random))}"/>`),
  'an id of anything': (random) => inProcess(`<task id="${escaped(hostileText(random))}"/>`),
  'long documentation': (random) =>
    inProcess(`<task id="t"><documentation>${'word '.repeat(random.one([10_000, 400_000])!)}</documentation></task>`),
  'many tasks': (random) => inProcess(times(random.one([1000, 20_000, 65_000])!, (at) => `<task id="t${at}"/>`)),
  'a long chain': (random) => {
    const count = random.one([1000, 8000])!;
    return inProcess(
      times(count, (at) => `<task id="t${at}" name="Step ${at}"/>${at > 0 ? flow(at, at - 1, at) : ''}`),
    );
  },
  'all to all': () =>
    inProcess(
      times(100, (at) => `<task id="t${at}"/>`) +
        times(9900, (at) => flow(at, Math.floor(at / 99), (Math.floor(at / 99) + 1 + (at % 99)) % 100)),
    ),
  'a star': () => inProcess(`<task id="tc"/>${times(4000, (at) => `<task id="t${at}"/>${flow(at, 'c', at)}`)}`),
  'many without ids': (random) =>
    inProcess(times(random.one([500, 10_000])!, () => '<task/><sequenceFlow sourceRef="a" targetRef="b"/>')),
  'many with the same id': (random) => inProcess(times(random.one([500, 10_000])!, () => '<task id="t"/>')),
  'ids that differ by a number': () => inProcess(times(5000, (at) => `<task id="t_${at}"/><task id="t__${at}"/>`)),
  'deep sub-processes': (random) => {
    const depth = random.one([50, 120, 250, 20_000])!;
    return inProcess(
      `${times(depth, (at) => `<subProcess id="s${at}">`)}<task id="t"/>${'</subProcess>'.repeat(depth)}`,
    );
  },
  'deep lanes': () =>
    inProcess(
      `<laneSet id="ls">${times(60, (at) => `<lane id="l${at}"><childLaneSet id="c${at}">`)}${'</childLaneSet></lane>'.repeat(60)}</laneSet>`,
    ),
  'many lanes': () =>
    inProcess(
      `<laneSet id="ls">${times(3000, (at) => `<lane id="l${at}"><flowNodeRef>t${at}</flowNodeRef></lane>`)}</laneSet>${times(3000, (at) => `<task id="t${at}"/>`)}`,
    ),
  'one in many lanes': () =>
    inProcess(
      `<laneSet id="ls">${times(3000, (at) => `<lane id="l${at}"><flowNodeRef>t</flowNodeRef></lane>`)}</laneSet><task id="t"/>`,
    ),
  'many boundary events': () =>
    inProcess(`<task id="t"/>${times(2000, (at) => `<boundaryEvent id="b${at}" attachedToRef="t"/>`)}`),
  'attached in a circle': () =>
    inProcess('<boundaryEvent id="a" attachedToRef="b"/><boundaryEvent id="b" attachedToRef="a"/>'),
  'flows that lead to flows': () =>
    inProcess(
      `<task id="t0"/>${times(2000, (at) => `<association id="a${at}" sourceRef="${at === 0 ? 't0' : `a${at - 1}`}" targetRef="a${at + 1}"/>`)}`,
    ),
  'many attributes': () => inProcess(`<task id="t" ${times(5000, (at) => `a${at}="x" `)}/>`),
  'many namespaces': () => inProcess(times(2000, (at) => `<task xmlns:n${at}="urn:${at}" id="t${at}"/>`)),
  'many entities': () => inProcess(`<task id="t" name="${'&amp;&lt;&#65;'.repeat(60_000)}"/>`),
  'an entity bomb': () =>
    `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">${times(9, (at) => `<!ENTITY ${'bcdefghij'[at]} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)}]>${inProcess('<task id="t" name="&j;"/>')}`,
  'an external entity': () => `<!DOCTYPE d SYSTEM "file:///etc/passwd">${inProcess('<task id="t"/>')}`,
  'many comments': () => inProcess('<!-- x -->'.repeat(100_000)),
  'much white space': () => inProcess(`${' '.repeat(3_000_000)}<task id="t"/>`),
  'no end': () => `${HEAD}<process id="P">${'<subProcess id="s"'.repeat(50_000)}`,
  'drawn far away': () =>
    inProcess(
      '<task id="t"/>',
      drawn(
        '<bpmndi:BPMNShape id="s" bpmnElement="t"><dc:Bounds x="1e300" y="-1e300" width="NaN" height="Infinity"/></bpmndi:BPMNShape>',
      ),
    ),
  'drawn a thousand times': () =>
    inProcess(
      '<task id="t"/>',
      drawn(
        times(
          5000,
          (at) =>
            `<bpmndi:BPMNShape id="s${at}" bpmnElement="t"><dc:Bounds x="${at}" y="0" width="1" height="1"/></bpmndi:BPMNShape>`,
        ),
      ),
    ),
  'a line with many bends': () =>
    inProcess(
      `<task id="t1"/><task id="t2"/>${flow(1, 1, 2)}`,
      drawn(
        `<bpmndi:BPMNEdge id="e" bpmnElement="f1">${times(50_000, (at) => `<di:waypoint x="${at}" y="${at % 7}"/>`)}</bpmndi:BPMNEdge>`,
      ),
    ),
  'a grid of shapes': () =>
    inProcess(
      times(3000, (at) => `<task id="t${at}"/>`),
      drawn(
        times(
          3000,
          (at) =>
            `<bpmndi:BPMNShape id="s${at}" bpmnElement="t${at}"><dc:Bounds x="${(at % 60) * 101}" y="${Math.floor(at / 60) * 81}" width="100" height="80"/></bpmndi:BPMNShape>`,
        ),
      ),
    ),
  'own properties that are no JSON': () =>
    inProcess(
      `<task id="t"><extensionElements><a:element xmlns:a="https://ameide.io/schema/model/1.0" key="__proto__">${times(500, (at) => `<a:property name="p${at}">{"a":${'['.repeat(500)}</a:property>`)}</a:element></extensionElements></task>`,
    ),
  'another encoding than it says': (random) =>
    Buffer.from(
      `<?xml version="1.0" encoding="${random.one(['UTF-16', 'UTF-32', 'EBCDIC', 'utf-7', 'ISO-8859-1', ''])}"?>${inProcess('<task id="t" name="ü"/>')}`,
      random.one(['utf8', 'utf16le', 'latin1'] as const),
    ),
  'bytes that are no text': (random) => Buffer.from(Array.from({ length: 5000 }, () => random.below(256))),
  'half a character': () => Buffer.concat([Buffer.from(HEAD), Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80])]),
  'nothing but a mark': () => Buffer.from([0xff, 0xfe]),
};

export interface HostileDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function hostileDocument(random: Random): HostileDocument {
  const name = random.one(Object.keys(documents))!;
  return { name, bytes: Buffer.from(documents[name]!(random) as string) };
}
