export { validSpecs, validValues } from './arbitrary.ts';
export { type InvalidSpec, invalidSpecs } from './mutation.ts';
