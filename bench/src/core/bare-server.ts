import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { connectNodeAdapter } from '@connectrpc/connect-node';

/** A process that answers GetArtifact with connect-node and nothing else; tells its port on the standard output, and ends with its standard input. */
const createdAt = timestampFromMs(Date.now());
const adapter = connectNodeAdapter({
  routes: (router) =>
    router.service(ArtifactQueryService, {
      getArtifact: ({ artifactId: id }) => ({
        artifact: { id, title: 'Bench', kind: 'bpmn::collaboration', createdBy: 'alice', createdAt },
      }),
    }),
});
const server = createServer(adapter).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().once('close', () => process.exit());
