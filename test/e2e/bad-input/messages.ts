const list = 'artifacts.v1.ArtifactQueryService/ListArtifacts';
const create = 'threads.v1.ChatCommandService/CreateChat';

/** JSON that no client of the contract sends, and the reason with which it is an invalid argument. */
export const badMessages: Readonly<
  Record<string, readonly [procedure: string, body: string | Uint8Array, reason: string]>
> = {
  'a page of four billion': [list, '{"pageSize":4294967295}', 'invalid_request'],
  'a page of more than four billion': [list, '{"pageSize":4294967296}', 'message_malformed'],
  'a page of less than nothing': [list, '{"pageSize":-1}', 'message_malformed'],
  'a page token that was made up': [list, '{"pageToken":"AAAA"}', 'page_token_invalid'],
  'a page token of enormous length': [list, `{"pageToken":"${'A'.repeat(10_000)}"}`, 'invalid_request'],
  'an unknown enum value': [create, '{"visibility":99,"idempotencyKey":"e"}', 'invalid_request'],
  'a field that the contract does not know': [create, '{"titel":"a","idempotencyKey":"e"}', 'unknown_field'],
  'the name of an enum value that the contract does not know': [
    create,
    '{"visibility":"CHAT_VISIBILITY_OF_TOMORROW","idempotencyKey":"e"}',
    'message_malformed',
  ],
  'JSON that ends early': [list, '{"pageSize":', 'message_malformed'],
  'JSON of another form': [list, '{"pageSize":{}}', 'message_malformed'],
  'invalid UTF-8 in JSON': [
    create,
    Buffer.from('{"title":"\xff\xfe","idempotencyKey":"e"}', 'latin1'),
    'message_malformed',
  ],
  'a title with a NUL': [create, '{"title":"a\\u0000b","idempotencyKey":"e"}', 'invalid_request'],
};

/** The same as binary requests of GetChat. */
export const badBytes: Readonly<Record<string, Uint8Array>> = {
  'invalid UTF-8 in a binary message': Buffer.from([0x0a, 0x02, 0xff, 0xfe]),
  'a binary message that ends early': Buffer.from([0x0a, 0xff, 0x01]),
};
