import approval from './templates/approval.bpmn?url';
import blank from './templates/blank.bpmn?url';
import handOver from './templates/hand-over.bpmn?url';

const addresses = { blank, approval, handOver };

/** What a model can begin with. */
export type Template = keyof typeof addresses;

/** The document of a template. */
export async function templateText(template: Template): Promise<string> {
  return (await fetch(addresses[template])).text();
}
