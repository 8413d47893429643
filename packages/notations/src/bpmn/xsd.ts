import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '@ameide/graph-model';
import {
  type ErrorDetail,
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { limits } from './limits.ts';
import { namespaces } from './namespaces.ts';
import { openDocument } from './read.ts';
import { createSchemaPlaces } from './schema-place.ts';
import { withPlainMark } from './xml/encoding.ts';

const schemaFiles = ['BPMN20.xsd', 'Semantic.xsd', 'BPMNDI.xsd', 'DC.xsd', 'DI.xsd'];
const [LESS_THAN, EQUALS] = [0x3c, 0x3d];
let compiled: XsdValidator | undefined;

/** Compiles the OMG schema once for the process; the files it includes are readable only while it does. */
function validator(): XsdValidator {
  if (compiled !== undefined) return compiled;
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('bpmn-moddle/package.json')), 'resources', 'bpmn', 'xsd');
  const files = Object.fromEntries(schemaFiles.map((name) => [name, readFileSync(join(folder, name))]));
  xmlRegisterInputProvider(new XmlBufferInputProvider(files));
  try {
    using schema = XmlDocument.fromBuffer(files['BPMN20.xsd']!, { url: 'BPMN20.xsd' });
    compiled = XsdValidator.fromDoc(schema);
  } finally {
    xmlCleanupInputProvider();
  }
  return compiled;
}

/** Validates a document against the OMG BPMN 2.0 schema, and says which elements are concerned. What cannot be read at all says why, as `read` does. */
export function validateXsd(text: string): readonly Diagnostic[] {
  // Reading takes longer than validating; what is valid and within the limits can be read.
  const read = isWithinLimits(text) ? undefined : openDocument(text);
  if (read?.ok === false) return read.diagnostics;
  const details = violationsOf(text);
  if (details.length === 0) return [];
  const opened = read ?? openDocument(text);
  if (!opened.ok) return opened.diagnostics;
  const elementAt = createSchemaPlaces(opened.document);
  return details.map((detail) => {
    const message = readable(detail.message);
    const element = elementAt(detail.line, message);
    return {
      severity: 'error',
      code: 'bpmn_schema',
      message,
      ...(element === undefined ? {} : { elementIds: [element] }),
      ...(detail.line > 0 ? { line: detail.line } : {}),
      ...(detail.col > 0 ? { column: detail.col } : {}),
    };
  });
}

function violationsOf(text: string): readonly Pick<ErrorDetail, 'col' | 'line' | 'message'>[] {
  const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_BIG_LINES;
  try {
    // The text is already decoded, whatever encoding its declaration names.
    using document = XmlDocument.fromBuffer(new TextEncoder().encode(withPlainMark(text)), {
      encoding: 'UTF-8',
      option,
    });
    validator().validate(document);
    // The schema takes any of its elements as a root.
    const { name, namespaceUri } = document.root;
    if (name === 'definitions' && namespaceUri === namespaces.bpmn) return [];
    return [{ message: 'The root element is not definitions.', line: 0, col: 0 }];
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    return error.details;
  }
}

/** Whether a document surely costs no more than `limits` allow, beyond what libxml2 holds it to: as well-formed, as deep at most. */
function isWithinLimits(text: string): boolean {
  if (text.length > limits.length || text.includes('<!DOCTYPE')) return false;
  let [elements, attributes] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN) {
      elements++;
      attributes = 0;
    } else if (code === EQUALS && ++attributes > limits.attributesPerElement) return false;
  }
  return elements <= limits.elements;
}

/** libxml2 writes namespaces in braces in front of every name; people look for the name. */
function readable(message: string): string {
  return message.replace(/\{[^}]*\}/g, '').trim();
}
