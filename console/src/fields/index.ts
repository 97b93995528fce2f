export { FieldInput } from './field-input.js';
export { FieldValue } from './field-value.js';
export { Unparsed } from './json-input.js';
export { byWeight, fieldName, modelName, modelOptions, titleOf } from './names.js';
export { type DiffLine, diffLines } from './text-diff.js';
export { useModelShape } from './use-model-shape.js';
export { type Fields, isEmptyValue, sizeWords, valueWords } from './words.js';
export { RecordForm } from './record-form.js';
