const declaredIn = (start: string) => /^\ufeff?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];

/**
 * The bytes of an XML document that is at hand as text: UTF-8.
 * @throws TypeError when it declares an encoding in which these bytes would be other characters
 */
export function documentBytes(text: string): Uint8Array {
  const declared = declaredIn(text.slice(0, 400)) ?? 'utf-8';
  if (!/^utf-?(8|16(le|be)?)$/i.test(declared) && /[^\0-\x7f]/.test(text)) {
    throw new TypeError(`The document declares ${declared}, and text is sent in UTF-8. Give its bytes instead.`);
  }
  return new TextEncoder().encode(text);
}

/** The text of an XML document, by its byte order mark, its first bytes, or the encoding that it declares. */
export function documentText(bytes: Uint8Array): string {
  try {
    return new TextDecoder(labelOf(bytes)).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function labelOf([first, second, ...rest]: Uint8Array): string {
  const pair = ((first ?? 0) << 8) | (second ?? 0);
  if (pair === 0xfeff || pair === 0x003c) return 'utf-16be';
  if (pair === 0xfffe || pair === 0x3c00) return 'utf-16le';
  const declared = declaredIn(String.fromCharCode(first ?? 0, second ?? 0, ...rest.slice(0, 400)));
  return declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}
