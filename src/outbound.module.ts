import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '#config';
import { OutboundClient } from '#http';
import { ProviderOverrides } from '#provider-sdk';
import { OutboundMetrics } from './modules/health/index.js';
import { PostgresBudgetLedger } from './outbound-ledger.js';

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
    PostgresBudgetLedger,
    OutboundLifecycle,
    {
      provide: OutboundClient,
      inject: [Config, ProviderOverrides, OutboundMetrics, PostgresBudgetLedger],
      useFactory: (
        { settings }: Config,
        { sandboxes }: ProviderOverrides,
        metrics: OutboundMetrics,
        ledger: PostgresBudgetLedger,
      ) => {
        const client = new OutboundClient({
          allowPrivate: settings.CAUSEWAY_ALLOW_PRIVATE_TARGETS,
          allowOrigins: Object.values(sandboxes).flatMap(({ api }) => (api ? [new URL(api).origin] : [])),
          onExchange: exchange => metrics.observe(exchange),
          onPacing: event => metrics.paced(event),
          ledger,
        });
        ledger.listen((key, milliseconds) => client.closeBudget(key, milliseconds));
        metrics.waitingIn(() => client.waiting());
        return client;
      },
    },
  ],
  exports: [OutboundClient, OutboundMetrics],
})
export class OutboundModule {}
