/** Packages that find files of their own (workers, native parts) next to themselves: loaded from node_modules. */
export const wholePackages = ['pino', 'pino-http', 'open'];

/** Optional companions of NestJS, MikroORM and pg, asked for only when a feature that is not used here is switched on. */
export const notInstalled = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer',
  'class-validator',
  'pg-native',
];
