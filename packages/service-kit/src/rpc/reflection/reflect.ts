import { createRegistry, type DescFile, type DescService, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, type ConnectRouter } from '@connectrpc/connect';
import { type ReflectionRequest, serverReflection } from './contract.ts';

/**
 * Tells tools of gRPC, such as grpcurl, the contracts of services, to whoever may call anything here.
 * Extensions are not looked for.
 */
export function reflect(router: ConnectRouter, services: readonly DescService[]): void {
  const all = [...new Set([...services, serverReflection])];
  const files = new Map<string, DescFile>();
  const collect = (file: DescFile) => {
    if (files.has(file.proto.name)) return;
    files.set(file.proto.name, file);
    file.dependencies.forEach(collect);
  };
  for (const { file } of all) collect(file);
  const registry = createRegistry(...files.values());

  const fileOf = (symbol: string): DescFile | undefined => {
    const found = registry.get(symbol);
    if (found !== undefined) return found.file;
    // A field, a value or an RPC stands in the file of what it belongs to.
    const end = symbol.lastIndexOf('.');
    return registry.get(symbol.slice(0, Math.max(end, 0)))?.file;
  };
  const answer = ({ messageRequest: asked }: ReflectionRequest) => {
    switch (asked.case) {
      case 'listServices':
        return {
          case: 'listServicesResponse',
          value: {
            service: all.map(({ typeName }) => ({ name: typeName })).sort((a, b) => (a.name < b.name ? -1 : 1)),
          },
        };
      case 'fileByFilename':
        return described(files.get(asked.value), asked.value);
      case 'fileContainingSymbol':
        return described(fileOf(asked.value), asked.value);
      default:
        return failed(Code.Unimplemented, 'Extensions are not told.');
    }
  };
  router.service(serverReflection, {
    async *serverReflectionInfo(requests: AsyncIterable<ReflectionRequest>) {
      for await (const request of requests) {
        yield { validHost: request.host, originalRequest: request, messageResponse: answer(request) };
      }
    },
  } as never);
}

/** A file with all that it depends on, itself first. */
function described(file: DescFile | undefined, name: string) {
  if (file === undefined) return failed(Code.NotFound, `There is no ${name}.`);
  const needed = new Set<DescFile>();
  const add = (one: DescFile) => {
    if (needed.has(one)) return;
    needed.add(one);
    one.dependencies.forEach(add);
  };
  add(file);
  const fileDescriptorProto = [...needed].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function failed(errorCode: Code, errorMessage: string) {
  return { case: 'errorResponse', value: { errorCode, errorMessage } };
}
