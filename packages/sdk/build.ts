import { execSync } from 'node:child_process';
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type DescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

/** Writes to dist/esm what is published: JavaScript for Node 20 and its types, with the contracts in the folder `contracts`. */
const here = import.meta.dirname;
const build = join(here, 'dist/build');
const esm = join(here, 'dist/esm');

for (const folder of [build, esm]) rmSync(folder, { recursive: true, force: true });
execSync('tsc -p tsconfig.build.json', { cwd: here, stdio: 'inherit' });
renameSync(join(build, 'sdk/src'), esm);
renameSync(join(build, 'contracts/src/gen/ameide'), join(esm, 'contracts'));
rmSync(build, { recursive: true });

for (const name of globSync('**/*.{js,d.ts}', { cwd: esm })) {
  const file = join(esm, name);
  const toContracts = relative(dirname(file), join(esm, 'contracts')) || '.';
  const text = readFileSync(file, 'utf8')
    .replaceAll(/(from ['"])@ameide\/contracts\/([^'"]+)/g, (_, from, path) => `${from}./${toContracts}/${path}_pb.js`)
    // Declarations keep the extension of the sources.
    .replaceAll(/((?:from|import\() ?['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js');
  writeFileSync(file, withoutRules(text));
}

/** Rules of validation are for services: a client neither checks them nor carries the third of a bundle that describes them. */
function withoutRules(text: string): string {
  return text
    .replace(/^import \{ file_buf_validate_validate \}.*\n/m, '')
    .replace(/file_buf_validate_validate, |(, )?file_buf_validate_validate/, '')
    .replace(/(?<=fileDesc\(")[^"]+/, (encoded) => {
      const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(encoded, 'base64'));
      file.dependency = file.dependency.filter((path) => path !== 'buf/validate/validate.proto');
      for (const message of file.messageType) dropRules(message);
      return Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64').replaceAll('=', '');
    });
}

function dropRules({ options, field, oneofDecl, nestedType }: DescriptorProto): void {
  // Options that are extensions are fields that nobody here knows.
  for (const each of [options, ...[...field, ...oneofDecl].map((part) => part.options)]) {
    if (each) each.$unknown = [];
  }
  for (const nested of nestedType) dropRules(nested);
}
