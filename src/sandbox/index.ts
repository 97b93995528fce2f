export { SandboxModule } from './sandbox.module.js';
export type { Sandboxes } from './sandboxes.js';
export { Welcome } from './welcome.service.js';
