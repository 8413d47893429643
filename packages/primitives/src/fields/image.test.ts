import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit } from '@ameide/operator-kit/schema';
import { image } from './image.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const isAdmitted = (repository: string) => admit(image('It runs.'), `${repository}@${digest}`).admitted;

describe('an image', () => {
  it('has a repository that a registry can have', () => {
    for (const repository of ['localhost:5000/a', 'registry.example.com/ameide/price-bot', 'r.io/a.b/c__d/e--f_g'])
      assert.ok(isAdmitted(repository), repository);
  });

  it('is refused with a tag, with a path that leads elsewhere, or with what no runtime can read', () => {
    for (const repository of [
      'r.io/a:1',
      'r.io/ameide/../evil',
      'r.io/ameide/..',
      'r.io/-b',
      'r.io/b_',
      'r.io/b..c',
      'b',
      'r.io//b',
    ])
      assert.ok(!isAdmitted(repository), repository);
  });
});
