import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { baseFaults, digestFaults } from './values-guard.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('values in Git', () => {
  const faults = (yaml: string, file = 'charts/threads/values.yaml') => baseFaults(file, parse(yaml));

  it('name no tag, no registry, no image and never latest', () => {
    assert.match(faults('image: {tag: "1.2"}')[0]!, /charts\/threads\/values\.yaml: image\.tag is a tag/);
    assert.match(faults('image: {graph: registry.example.com/ameide/threads}')[0]!, /image\.graph names a registry/);
    assert.match(faults('image: {registry: localhost:5000}')[0]!, /image\.registry names a registry/);
    assert.match(faults(`image: {digest: "${DIGEST}"}`)[0]!, /image\.digest names an image/);
    assert.match(faults('sidecar: {what: "threads:latest"}')[0]!, /sidecar\.what is :latest/);
    assert.match(faults('containerImage: quay.io/some/where:1')[0]!, /containerImage names an image/);
    assert.match(faults('image: ghcr.io/some/where:1')[0]!, /image names an image/);
    assert.match(faults(`list: [{image: "some@${DIGEST}"}]`)[0]!, /list\.0\.image names an image/);
  });

  it('may have all that is no image', () => {
    const yaml = `
      image: {graph: "", digest: ""}
      resources: {requests: {cpu: 100m}}
      url: https://auth.dev.ameide.io/realms/ameide
      repository: https://git.example.com/ameide.git
      brokers: kafka.ameide-infra:9092`;
    assert.deepEqual(faults(yaml), []);
  });

  it('of a lane that is not local lead to no machine of somebody', () => {
    const yaml = 'global: {redis: {url: "redis://localhost:6379"}}';
    const inDev = faults(yaml, 'gitops/environments/dev/global.yaml');
    assert.match(inDev[0]!, /global\.redis\.url leads to this machine, and the lane is dev/);
    assert.deepEqual(faults(yaml, 'gitops/environments/local/global.yaml'), []);
  });
});

describe('a digest file', () => {
  const faults = (yaml: string) => digestFaults('digests/threads.yaml', parse(yaml));

  it('has a repository and a digest, and nothing else', () => {
    assert.deepEqual(faults(`image: {graph: ameide-reg:32000/ameide/threads, digest: "${DIGEST}"}`), []);
    assert.deepEqual(faults(`image: {graph: registry.example.com/ameide/threads, digest: "${DIGEST}"}`), []);
    assert.match(faults(`{image: {graph: a/b, digest: "${DIGEST}"}, replicas: 1}`)[0]!, /has replicas besides image/);
    assert.match(faults(`image: {graph: "a/b:1", digest: "${DIGEST}"}`)[0]!, /repository without a tag/);
    assert.match(faults('image: {graph: a/b, digest: ""}')[0]!, /digests\/threads\.yaml: image\.digest is empty/);
    assert.match(faults('image: {graph: a/b, digest: "sha256:12"}')[0]!, /has to be sha256/);
    assert.equal(faults('').length, 2);
  });
});
