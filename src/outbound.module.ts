import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '#config';
import { OutboundClient } from '#http';
import { OutboundMetrics } from './modules/health/index.js';

@Injectable()
class OutboundLifecycle implements OnApplicationShutdown {
  constructor(private readonly client: OutboundClient) {}

  onApplicationShutdown(): Promise<void> {
    return this.client.close();
  }
}

/** The one outbound client, with the operator's exceptions from the address guard. */
@Global()
@Module({
  providers: [
    OutboundMetrics,
    OutboundLifecycle,
    {
      provide: OutboundClient,
      inject: [Config, OutboundMetrics],
      useFactory: ({ settings }: Config, metrics: OutboundMetrics) =>
        new OutboundClient({
          allowPrivate: settings.CAUSEWAY_ALLOW_PRIVATE_TARGETS,
          onExchange: exchange => metrics.observe(exchange),
        }),
    },
  ],
  exports: [OutboundClient, OutboundMetrics],
})
export class OutboundModule {}
