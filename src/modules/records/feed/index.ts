export { FeedQuery } from './feed.dto.js';
export { FeedReader } from './feed-reader.js';
