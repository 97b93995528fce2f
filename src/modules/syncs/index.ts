export { Sync } from './sync.entity.js';
export { SyncRun } from './sync-run.entity.js';
export { SyncsModule } from './syncs.module.js';
export { Syncs } from './syncs.service.js';
