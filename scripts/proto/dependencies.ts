import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DescEnum, type DescField, type DescFile, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';

/** Where the printed dependencies lie, relative to the root of the repository; `buf.yaml` names the same folder. */
const dependencyFolder = '.cache/proto';

/**
 * Prints the proto files that ours import and that no package registry serves as source, from the descriptors that the
 * npm packages carry. Only what an importer needs is printed: messages, fields, enums and extensions, without options.
 */
export function writeProtoDependencies(root: string): void {
  const target = join(root, dependencyFolder, 'buf/validate/validate.proto');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, printFile(file_buf_validate_validate));
}

function printFile(file: DescFile): string {
  const lines = ['syntax = "proto2";', `package ${file.proto.package};`];
  for (const dependency of file.proto.dependency) lines.push(`import "${dependency}";`);
  for (const descEnum of file.enums) lines.push(...printEnum(descEnum));
  for (const message of file.messages) lines.push(...printMessage(message));
  for (const extension of file.extensions) {
    lines.push(`extend .${extension.extendee.typeName} {`, `  ${printField(extension)}`, '}');
  }
  return `${lines.join('\n')}\n`;
}

function printEnum(descEnum: DescEnum): string[] {
  return [`enum ${descEnum.name} {`, ...descEnum.values.map((value) => `  ${value.name} = ${value.number};`), '}'];
}

function printMessage(message: DescMessage): string[] {
  const body: string[] = [];
  for (const nested of message.nestedEnums) body.push(...printEnum(nested));
  for (const nested of message.nestedMessages) {
    if (!nested.proto.options?.mapEntry) body.push(...printMessage(nested));
  }
  for (const member of message.members) {
    if (member.kind === 'oneof') {
      body.push(`oneof ${member.name} {`, ...member.fields.map((field) => `  ${printField(field, true)}`), '}');
    } else {
      body.push(printField(member));
    }
  }
  for (const range of message.proto.extensionRange) {
    body.push(`extensions ${range.start} to ${range.end >= 536870912 ? 'max' : (range.end ?? 1) - 1};`);
  }
  return [`message ${message.name} {`, ...body.map((line) => `  ${line}`), '}'];
}

function printField(field: DescField | DescFile['extensions'][number], inOneof = false): string {
  const declaration = `${field.name} = ${field.number};`;
  switch (field.fieldKind) {
    case 'map':
      return `map<${scalarName(field.mapKey)}, ${elementName(field.mapKind, field)}> ${declaration}`;
    case 'list':
      return `repeated ${elementName(field.listKind, field)} ${declaration}`;
    default:
      return `${inOneof ? '' : 'optional '}${elementName(field.fieldKind, field)} ${declaration}`;
  }
}

function elementName(kind: 'scalar' | 'enum' | 'message', field: DescField | DescFile['extensions'][number]): string {
  if (kind === 'scalar') return scalarName(field.scalar!);
  return `.${(kind === 'enum' ? field.enum : field.message)!.typeName}`;
}

function scalarName(scalar: ScalarType): string {
  return ScalarType[scalar].toLowerCase();
}
