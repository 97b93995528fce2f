import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import { redact } from '#http';
import { currentContext } from '#kernel';
import { QuietLogger } from './quiet-logger.js';

/** Structured logs: one JSON line each, with the request's id and organization, and nothing secret. */
@Global()
@Module({})
export class LoggingModule {
  static forRoot(level: string): DynamicModule {
    const pino = LoggerModule.forRoot({
      // No logger of its own for each request: the context names the request in every line.
      forRoutes: [],
      pinoHttp: {
        level,
        autoLogging: false,
        quietReqLogger: true,
        base: null,
        mixin: () => {
          const context = currentContext();
          return context ? { requestId: context.requestId, organization: context.organizationId } : {};
        },
        formatters: { log: object => redact(object) as Record<string, unknown> },
      },
    });
    return {
      module: LoggingModule,
      imports: [pino],
      providers: [
        {
          provide: QuietLogger,
          inject: [PinoLogger],
          useFactory: (logger: PinoLogger) => new QuietLogger(logger, {}),
        },
      ],
      exports: [QuietLogger],
    };
  }
}
