import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedHook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: { id: string; type: string; timestamp: string; data: Record<string, unknown> };
}

export type HookAnswer = (response: ServerResponse, hook: ReceivedHook) => void;

export const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): HookAnswer =>
  response =>
    void response.writeHead(status, headers).end(body);

/** Somebody's server that receives webhooks: it writes down what came before it answers. */
export class Receiver {
  readonly hooks: ReceivedHook[] = [];
  answer: HookAnswer = answering(204);

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => receiver.receive(request, Buffer.concat(chunks).toString(), response));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  get ids(): string[] {
    return this.hooks.map(hook => hook.headers['webhook-id'] ?? '');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private receive(request: IncomingMessage, body: string, response: ServerResponse): void {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const hook = { headers, body, event: JSON.parse(body) as ReceivedHook['event'] };
    this.hooks.push(hook);
    this.answer(response, hook);
  }
}
