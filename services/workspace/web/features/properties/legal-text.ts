const BREAKS = /[\v\f\u2028\u2029]/g;
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * A text as XML can hold it. Other programs break lines by characters of their own, which come along when a text is pasted.
 * @param lineBreak what stands for those
 */
export const legalText = (text: string, lineBreak: string): string =>
  text.replace(BREAKS, lineBreak).replace(ILLEGAL, '');
