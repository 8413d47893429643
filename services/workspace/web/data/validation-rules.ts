import { fileDesc } from '@bufbuild/protobuf/codegenv2';

/**
 * Stands in the browser for the generated code of `buf/validate/validate.proto`, a tenth of all that a page loads: contracts
 * name it, and only services read the rules. The descriptor of a file with that name and nothing in it.
 */
export const file_buf_validate_validate = fileDesc(
  'ChtidWYvdmFsaWRhdGUvdmFsaWRhdGUucHJvdG8SDGJ1Zi52YWxpZGF0ZWIGcHJvdG8y',
);
