/** By schema: the migrations of the last release in which all services shared the role `ameide_app`, and the SHA-256 of each. */
export const sharedRoleMigrations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  identity: {
    '0001_payloads': '39a7806d157780c78f79153b58ca9a74fd8720a81adaef014df63ec92d72fed1',
  },
  threads: {
    'event-store-event-log': 'db744380439a4c0457022811bf9672bc4f7964e0dfe323dca049650e89918125',
    '0001_read_tables': 'd35fa08894cedbbb598283aed3b31dffa89d3292f148747a3be04e13d49db744',
  },
  graphpatch: {
    'event-store-event-log': 'f46aeb172e88594aca7cf287c0cbc331e71265beb53ee775413897505b8293fa',
    '0001_models': '1969d36708d6d400f72ccbdfb625d039283f1c98b6ce62b6df82c32d883d090b',
    '0002_document_snapshots': 'f1727a95fffcbe79f491af13a38f733005991692f92315727a766cad63ab5018',
  },
  projection: {
    'event-store-consumer': 'f66c5b8a3a99d34b8a9c4df5e7e4a819bfe94058661e0ee31b70f1b25871ff6a',
    '0001_models': 'da85b2182c323686110d770fbb4ea77cb30a5ca8839edcd256857f68f642896c',
  },
  agent_runtime: {
    '0001_checkpoints': 'ffe9f238f68fa1e93be2eee47c2a8b60ded2713eea6bffff26f0a22e48467506',
  },
  gateway: {
    'event-store-event-log': '956b551004f8e6ec1dfe383fa900cf9bc21ab2f1ebad08c15d713ac08c2f8a67',
    '0001_runs': '9c61873908616e05b0942bf55bb0d0836b9b6ff27ce1a0c1629943730d3116c0',
    '0002_agents': '76ebf0738ef9a8a85d5493d0e14c5d7b095419d34518b199b144be1998a6ae24',
  },
};
