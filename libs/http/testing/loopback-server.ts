import { once } from 'node:events';
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real server on 127.0.0.1 that counts what reaches it; for specs. */
export class LoopbackServer {
  readonly seen: IncomingMessage[] = [];
  readonly bodies: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly answers: RequestListener,
  ) {
    server.on('request', (request, response) => void this.take(request, response));
  }

  static async start(answers: RequestListener): Promise<LoopbackServer> {
    const server = createServer();
    const loopback = new LoopbackServer(server, answers);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return loopback;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get requests(): number {
    return this.seen.length;
  }

  url(path = '/', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.seen.push(request);
    response.on('error', () => undefined);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.bodies.push(Buffer.concat(chunks).toString());
      this.answers(request, response);
    } catch (error) {
      // A client that goes away while sending is what several specs are about.
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    }
  }
}

/** Answers in turn; the last one stays. */
export const inTurn = (...answers: readonly RequestListener[]): RequestListener => {
  let turn = 0;
  return (request, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    answer?.(request, response);
  };
};

export const answer =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
