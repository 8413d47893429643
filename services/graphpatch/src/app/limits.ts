/**
 * Of a request with operations, in binary: more than twice what 1,000 of them take. It is read on the main thread, which others
 * wait for.
 */
export const MAX_PATCH_BYTES = 256 * 1024;

/** Of one draft, which is saved as one version. */
export const MAX_DRAFT_OPERATIONS = 10_000;

/** Of a request with a document: one of the largest size, as JSON carries most of them. */
export const MAX_IMPORT_BYTES = 20 * 1024 * 1024;
