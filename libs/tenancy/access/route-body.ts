import { RouteConfig } from '@nestjs/platform-fastify';

/** How the edge reads the body of a route; `json` unless the route says otherwise. */
export type BodyFormat = 'json' | 'form' | 'raw' | 'stream';

/** The route takes an HTML form (`application/x-www-form-urlencoded`) and nothing else. */
export const AcceptsForm = () => RouteConfig({ bodyFormat: 'form' satisfies BodyFormat });

/** The route takes any content type and gets the bytes as they came: `@Body() body: Buffer`. */
export const AcceptsRaw = () => RouteConfig({ bodyFormat: 'raw' satisfies BodyFormat });

/** The route takes `application/octet-stream` of any length and reads it while it arrives: `@Body() body: Readable`. */
export const AcceptsStream = () => RouteConfig({ bodyFormat: 'stream' satisfies BodyFormat });
