import { createBpmnNotation } from './notation.ts';
import { validateXsd } from './xsd.ts';

export { validateXsd };

/** BPMN 2.0 with schema validation by libxml2. */
export const bpmn = createBpmnNotation(validateXsd);
