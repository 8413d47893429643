import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AmeideClient } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { readCommandLine } from '../src/config.ts';
import { createNarrator, StoryError } from '../src/demo/narrator.ts';
import { tellStory } from '../src/demo/story.ts';
import { type Platform, startPlatform } from '../src/platform.ts';

const samples = fileURLToPath(new URL('../samples/', import.meta.url));
const reference = fileURLToPath(new URL('../../../../shared/data/bpmn/miwg-reference/', import.meta.url));

let data: string;
let platform: Platform;
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'ameide-story-'));
  const args = ['--data', data, '--port', String(await freePort()), '--no-samples'];
  platform = await startPlatform(readCommandLine(args, {}, data).config);
});
after(async () => {
  await platform?.stop();
  await rm(data, { recursive: true, force: true });
});

function stories(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.bpmn'))) {
    test(name, async () => {
      const document = await readFile(join(folder, name));
      const { url, issuer } = platform;
      let told = '';
      const narrator = createNarrator((text) => (told += text));
      try {
        await tellStory({ url, issuer, username: 'alice', password: 'alice', title: name, document }, narrator);
      } catch (error) {
        assert.fail(`${(error as Error).message}\n${told}`);
      }
    });
  }
}

suite('the story on the sample models', () => stories(samples));

const missing = existsSync(reference) ? false : 'the folder of the reference models is not there';
suite('the story on the interchange reference models', { skip: missing }, () => {
  if (!missing) stories(reference);
});

test('a document without a flow ends the story with a reason', async () => {
  const document = new TextEncoder().encode(
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"><process id="P"/></definitions>',
  );
  const { url, issuer } = platform;
  const story = { url, issuer, username: 'alice', password: 'alice', title: 'empty', document };
  await assert.rejects(
    tellStory(
      story,
      createNarrator(() => {}),
    ),
    StoryError,
  );
});

test('`pnpm demo:token` prints a token that the services accept', async () => {
  const token = fileURLToPath(new URL('../src/demo/token.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [token, 'carol', '--url', platform.url]);
  const client = new AmeideClient({ baseUrl: platform.url, token: stdout.trim() });
  assert.deepEqual((await client.artifactQueries.listArtifacts({})).artifacts, [], 'nothing of the other tenant');
});
