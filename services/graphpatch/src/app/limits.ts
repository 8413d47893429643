/**
 * Of a request with operations, in binary: more than twice what 1,000 of them take. It is read on the main thread, which others
 * wait for.
 */
export const MAX_PATCH_BYTES = 256 * 1024;
