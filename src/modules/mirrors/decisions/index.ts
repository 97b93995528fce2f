export { isLoop } from './bounces.js';
export { type CommonModel, commonModels, projected } from './common-model.js';
export * from './link.js';
export { settleLink, type Settled, type Settling } from './settle.js';
export * from './sides.js';
export type { SideContext } from './writes.js';
