export * from './discovery.js';
export * from './etag.js';
export * from './href.js';
export * from './listing.js';
export * from './multistatus.js';
export * from './objects.js';
export * from './request.js';
export { caldav, dav } from './xml.js';
