import { Mirror, MirrorLinkRow } from './mirror.entity.js';

export { mirrorEventTypes } from './mirror.event-types.js';
export { MirrorsModule } from './mirrors.module.js';

export const mirrorEntities = [Mirror, MirrorLinkRow];
