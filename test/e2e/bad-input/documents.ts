import { document } from './world.ts';

const mebibyte = 1024 * 1024;
const body = document.replace(/^<\?.*\?>\n/, '');

/** Documents that cannot be imported, and how they are refused. */
export const badDocuments: Readonly<
  Record<string, readonly [document: string | Uint8Array, code: string, reason: string]>
> = {
  'malformed XML': [document.replace('</process>', ''), 'invalid_argument', 'document_malformed'],
  'no XML at all': ['{"bpmn": false}', 'invalid_argument', 'document_malformed'],
  'invalid UTF-8': [
    Buffer.from(document.replace('Begin', 'B\xe9gin'), 'latin1'),
    'invalid_argument',
    'document_malformed',
  ],
  'an entity bomb': [entityBomb(), 'invalid_argument', 'document_unsafe'],
  'an entity that reads a file': [
    `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>${body.replace('Begin', '&x;')}`,
    'invalid_argument',
    'document_unsafe',
  ],
  'another notation': ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'invalid_argument', 'document_not_this_notation'],
  'an empty document': ['', 'invalid_argument', 'invalid_request'],
  'a document of 17 MiB': [paddedTo(17 * mebibyte), 'resource_exhausted', 'document_too_large'],
};

/** Three characters that would become three billion. */
function entityBomb(): string {
  const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  return `<!DOCTYPE d [<!ENTITY l0 "lol">${levels}]>\n${body.replace('Begin', '&l9;')}`;
}

function paddedTo(bytes: number): Buffer {
  const comment = Buffer.alloc(bytes - document.length, 'x');
  return Buffer.concat([Buffer.from(document), Buffer.from('<!--'), comment, Buffer.from('-->')]);
}
