const COLLABORATION = /<(?:[\w.-]+:)?collaboration[\s/>]/;

/** The kind of the root of a BPMN document: what its diagram shows. */
export function rootKindOf(document: Uint8Array): string {
  return COLLABORATION.test(Buffer.from(document).toString('utf8')) ? 'bpmn::collaboration' : 'bpmn::process';
}
