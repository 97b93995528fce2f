export { Actor, shortId } from './actor.js';
export { ConnectionLink, PageLink, SyncLink, useTo } from './links.js';
export { useConnections, useMembers, useSyncs } from './lists.js';
export { useFilters } from './use-filters.js';
export { FreshNotice } from './fresh-notice.js';
