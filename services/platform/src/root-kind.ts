const COLLABORATION = /<(?:[\w.-]+:)?collaboration[\s/>]/;

/** The kind of the root of a BPMN document, in whatever encoding: what its diagram shows. */
export function rootKindOf(document: Uint8Array): string {
  const ascii = Buffer.from(document).toString('latin1').replaceAll('\0', '');
  return COLLABORATION.test(ascii) ? 'bpmn::collaboration' : 'bpmn::process';
}
