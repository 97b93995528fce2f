export { Rehearsal } from './rehearsal.entity.js';
export { RehearsalsModule } from './rehearsals.module.js';
