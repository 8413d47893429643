const attributeEscapes: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A value between the given quotes; line breaks and tabs survive as character references. */
export function escapeAttribute(value: string, quote: '"' | "'" = '"'): string {
  const unsafe = quote === '"' ? /[&<>"\t\n\r]/g : /[&<>'\t\n\r]/g;
  return withoutIllegal(value).replace(unsafe, (character) => attributeEscapes[character]!);
}

export function escapeText(value: string): string {
  return withoutIllegal(value).replace(/[&<>\r]/g, (character) => attributeEscapes[character]!);
}

/** What XML 1.0 has no place for, lone surrogates included. */
const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** True when XML 1.0 can hold every character. */
export function isLegalText(value: string): boolean {
  return value.search(illegal) === -1;
}

function withoutIllegal(value: string): string {
  return value.replace(illegal, '\ufffd');
}
