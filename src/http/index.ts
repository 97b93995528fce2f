export { ApiModule } from './api.module.js';
export { createApi } from './create-api.js';
export type { ApiOptions } from './edge/api-options.js';
export { Plain, type PlainAnswer, type PlainRequest } from './edge/plain-route.js';
export { Unlimited } from './limits/rate-limit.guard.js';
export { buildDocument } from './reference/build-document.js';
export { errorCatalogue } from './reference/error-catalogue.js';
