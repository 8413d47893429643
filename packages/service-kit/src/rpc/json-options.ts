/**
 * A field that the contract does not know is refused, since its sender means something that would not happen. Connect's own
 * decoder would take what is no UTF-8 for other text; its types do not name this option.
 */
export const JSON_OPTIONS = { ignoreUnknownFields: false, textDecoder: new TextDecoder('utf-8', { fatal: true }) };
