import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bpmn } from '@ameide/notations/bpmn/node';
import { Code } from '@connectrpc/connect';
import {
  acmeArtifact,
  bytes,
  document,
  type Harness,
  ref,
  refusedWith,
  rename,
  startHarness,
  text,
} from './harness.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/bpmn/miwg-reference/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bpmn')) : [];
const skip = files.length === 0 && 'the reference models are not in ../shared/data/bpmn/miwg-reference';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const alice = () => h.as('alice');
let version = 0;

/** Imports a document as the next version of the one model. */
async function importDocument(content: Uint8Array) {
  const request = { artifactId: acmeArtifact, document: content, ...(version > 0 && { expectedVersion: version }) };
  const imported = await h.models.importModel(request, alice());
  version = imported.commit!.version;
  return imported;
}

const exported = async (at = ref) => Buffer.from((await h.models.exportModel({ ref: at }, alice())).document);

async function renameTo(id: string, name: string) {
  const { patch } = await h.patches.proposePatch({ ref, operations: [rename(id, name)] }, alice());
  const { commit } = await h.patches.applyPatch({ patchId: patch!.id }, alice());
  version = commit!.version;
}

test('bytes survive: a byte order mark, CRLF, tabs, other declarations, characters beyond the first plane', async () => {
  const variants: Record<string, string> = {
    'byte order mark': `\uFEFF${document}`,
    CRLF: document.replaceAll('\n', '\r\n'),
    'mixed line ends': document.replace('\n', '\r\n').replaceAll('  ', '\t'),
    'no declaration': document.slice(document.indexOf('?>') + 3),
    'no final line end': document.trimEnd(),
    characters: document.replace('Check order', 'Prüfe 𝒳 &amp; &#x1F600; 注文'),
  };
  for (const [name, content] of Object.entries(variants)) {
    await importDocument(bytes(content));
    assert.ok((await exported()).equals(Buffer.from(bytes(content))), name);
    const before = version;
    await renameTo('Ship', `Ship ${name}`);
    const expected = content.replace('name="Ship goods"', `name="Ship ${name}"`);
    assert.equal(text(await exported()), expected, `${name}, after a rename`);
    assert.equal(text(await exported(`${ref}@${before}`)), content, `${name}, the version before`);
  }
});

test('a document keeps its encoding: imported, edited, exported and taken back', async () => {
  const declared = (encoding: string) => document.replace('UTF-8', encoding).replace('Check order', 'Prüfen');
  const utf16 = (content: string) => Buffer.from(content, 'utf16le');
  const variants: Record<string, [Buffer, edited: string]> = {
    'ISO-8859-1': [Buffer.from(declared('ISO-8859-1'), 'latin1'), 'ü &#8364;'],
    'windows-1252': [Buffer.from(declared('windows-1252'), 'latin1'), 'ü \x80'],
    'US-ASCII': [Buffer.from(declared('US-ASCII').replace('ü', '&#xFC;')), '&#252; &#8364;'],
    'UTF-16': [utf16(`\uFEFF${declared('UTF-16')}`), 'ü €'],
    'UTF-16, big-endian': [utf16(`\uFEFF${declared('UTF-16')}`).swap16(), 'ü €'],
    'UTF-16BE, without a mark': [utf16(declared('UTF-16BE')).swap16(), 'ü €'],
  };
  for (const [name, [content, written]] of Object.entries(variants)) {
    const { diagnostics } = await importDocument(content);
    assert.deepEqual(diagnostics, [], name);
    assert.ok((await exported()).equals(content), name);
    await renameTo('Ship', 'ü €');
    const edited = name.startsWith('UTF-16') ? utf16(written) : Buffer.from(written, 'latin1');
    const expected = name.includes('BE') || name.includes('big') ? edited.swap16() : edited;
    assert.ok((await exported()).includes(expected), name);
    version = (await h.models.revertCommit({ ref }, alice())).commit!.version;
    assert.ok((await exported()).equals(content), `${name}, taken back`);
  }
});

test('every reference model is exported as it came, now and when newer versions have followed', { skip }, async () => {
  const imported = new Map<number, Buffer>();
  for (const file of files) {
    const content = readFileSync(`${folder}${file}`);
    const { nodeCount } = await importDocument(content);
    assert.ok(nodeCount > 0, file);
    imported.set(version, content);
  }
  const replica = h.open();
  for (const [at, content] of imported) {
    const { document: again } = await replica.models.exportModel({ ref: `${ref}@${at}` }, alice());
    assert.ok(Buffer.from(again).equals(content), `version ${at}`);
  }
});

test('any version of a long history is read, with documents kept on the way', async () => {
  await importDocument(bytes(document));
  const first = version;
  for (let n = 1; n <= 55; n++) await renameTo('Ship', `Ship ${n}`);
  const replica = h.open();
  for (const [at, name] of [
    [first + 1, 'Ship 1'],
    [first + 30, 'Ship 30'],
    [version - 1, 'Ship 54'],
  ] as const) {
    const answer = await replica.models.exportModel({ ref: `${ref}@${at}` }, alice());
    assert.equal(text(answer.document), document.replace('Ship goods', name));
  }
  const { rows } = await h.admin.query('select version, document from graphpatch.document_snapshots order by version');
  assert.ok(rows.length > 0 && rows.every((row) => row.version % 50 === 0 && bpmn.read(row.document).ok));
});

test('an id that no request could name is refused, and says how long ids may be', async () => {
  const branch = 'long-ids';
  const withId = (length: number) => bytes(document.replaceAll('Process_Order', `P${'x'.repeat(length - 1)}`));
  await assert.rejects(
    h.models.importModel({ artifactId: acmeArtifact, branch, document: withId(257) }, alice()),
    (error) => refusedWith(Code.InvalidArgument, 'document_invalid')(error) && /257 .* 256/.test(String(error)),
  );
  const { commit } = await h.models.importModel({ artifactId: acmeArtifact, branch, document: withId(256) }, alice());
  assert.equal(commit?.version, 1);
});
