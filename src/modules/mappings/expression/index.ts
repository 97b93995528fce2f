export { type Expression, readExpression } from './expression.js';
export { limits } from './limits.js';
export { ExpressionError } from './syntax.js';
export { type Value, valueOf } from './values.js';
export { OutOfTime, within } from './watchdog.js';
