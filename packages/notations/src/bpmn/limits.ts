/** What an uploaded document may cost at most. Beyond any of these a document is refused as `unsafe`. */
export const limits = {
  /** UTF-16 units of the document. */
  length: 16 * 1024 * 1024,
  depth: 256,
  elements: 500_000,
  attributesPerElement: 256,
} as const;
