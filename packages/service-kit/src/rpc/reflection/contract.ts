import { create, createFileRegistry, type DescService, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type DescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';

const PACKAGE = 'grpc.reflection.v1';

type Message = MessageInitShape<typeof DescriptorProtoSchema>;
/** A number, and a type: `STRING`, or the name of a message. */
type Field = readonly [number: number, type: keyof typeof Type | (string & {}), more?: 'in oneof' | 'repeated'];

/** A message by its fields. */
function message(name: string, fields: Readonly<Record<string, Field>>, oneof?: string): Message {
  return {
    name,
    ...(oneof !== undefined && { oneofDecl: [{ name: oneof }] }),
    field: Object.entries(fields).map(([field, [number, type, more]]) => ({
      name: field,
      number,
      label: more === 'repeated' ? Label.REPEATED : Label.OPTIONAL,
      ...(type in Type
        ? { type: Type[type as keyof typeof Type] }
        : { type: Type.MESSAGE, typeName: `.${PACKAGE}.${type}` }),
      ...(more === 'in oneof' && { oneofIndex: 0 }),
    })),
  };
}

const request = message(
  'ServerReflectionRequest',
  {
    host: [1, 'STRING'],
    file_by_filename: [3, 'STRING', 'in oneof'],
    file_containing_symbol: [4, 'STRING', 'in oneof'],
    file_containing_extension: [5, 'ExtensionRequest', 'in oneof'],
    all_extension_numbers_of_type: [6, 'STRING', 'in oneof'],
    list_services: [7, 'STRING', 'in oneof'],
  },
  'message_request',
);
const response = message(
  'ServerReflectionResponse',
  {
    valid_host: [1, 'STRING'],
    original_request: [2, 'ServerReflectionRequest'],
    file_descriptor_response: [4, 'FileDescriptorResponse', 'in oneof'],
    all_extension_numbers_response: [5, 'ExtensionNumberResponse', 'in oneof'],
    list_services_response: [6, 'ListServiceResponse', 'in oneof'],
    error_response: [7, 'ErrorResponse', 'in oneof'],
  },
  'message_response',
);
const file = {
  name: 'grpc/reflection/v1/reflection.proto',
  package: PACKAGE,
  syntax: 'proto3',
  messageType: [
    request,
    message('ExtensionRequest', { containing_type: [1, 'STRING'], extension_number: [2, 'INT32'] }),
    response,
    message('FileDescriptorResponse', { file_descriptor_proto: [1, 'BYTES', 'repeated'] }),
    message('ExtensionNumberResponse', { base_type_name: [1, 'STRING'], extension_number: [2, 'INT32', 'repeated'] }),
    message('ListServiceResponse', { service: [1, 'ServiceResponse', 'repeated'] }),
    message('ServiceResponse', { name: [1, 'STRING'] }),
    message('ErrorResponse', { error_code: [1, 'INT32'], error_message: [2, 'STRING'] }),
  ],
  service: [
    {
      name: 'ServerReflection',
      method: [
        {
          name: 'ServerReflectionInfo',
          inputType: `.${PACKAGE}.ServerReflectionRequest`,
          outputType: `.${PACKAGE}.ServerReflectionResponse`,
          clientStreaming: true,
          serverStreaming: true,
        },
      ],
    },
  ],
};

/** gRPC's contract of what tells a server's contracts. */
export const serverReflection: DescService = createFileRegistry(
  create(FileDescriptorSetSchema, { file: [file] }),
).getService(`${PACKAGE}.ServerReflection`)!;

/** What is asked, in one of its ways. */
export interface ReflectionRequest {
  readonly host: string;
  readonly messageRequest:
    | {
        readonly case: 'allExtensionNumbersOfType' | 'fileByFilename' | 'fileContainingSymbol' | 'listServices';
        readonly value: string;
      }
    | { readonly case: 'fileContainingExtension'; readonly value: object }
    | { readonly case: undefined };
}
