import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Connection } from '#database';
import { FrontendMessages } from './frontend-messages.js';

/**
 * `before commit`: PostgreSQL has executed the statement and is never told to commit. `after commit`: it commits, and
 * the hub never hears of it.
 */
export type HoldStep = 'before commit' | 'after commit';

interface Hold {
  readonly statement: string;
  readonly step: HoldStep;
  readonly meet: () => void;
}

/** Stands between a hub and PostgreSQL, reads along, and holds one connection at its commit. */
export class DatabaseProxy {
  private hold: Hold | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: Connection,
  ) {
    server.on('connection', client => this.relay(client));
  }

  static async start(target: Connection): Promise<DatabaseProxy> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new DatabaseProxy(server, target);
  }

  get connection(): Connection {
    return { ...this.target, host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  /** Resolves when the next connection that executes such a statement has come to its commit. */
  holdAt(step: HoldStep, statement: string): Promise<void> {
    return new Promise(meet => {
      this.hold = { statement, step, meet };
    });
  }

  /** As a network does: every connection is gone, on both sides. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise(resolve => this.server.close(resolve));
  }

  private relay(client: Socket): void {
    const server = connect(path.join(this.target.host, `.s.PGSQL.${this.target.port}`));
    const messages = new FrontendMessages();
    let deaf = false;
    let mute = false;
    client.on('data', (chunk: Buffer) => {
      for (const message of messages.read(chunk)) {
        const hold = mute || deaf ? undefined : this.held(messages, message);
        mute ||= hold?.step === 'before commit';
        deaf ||= hold !== undefined;
        if (!mute) server.write(message);
        hold?.meet();
      }
    });
    server.on('data', (chunk: Buffer) => {
      if (!deaf) client.write(chunk);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }

  private held(messages: FrontendMessages, message: Buffer): Hold | undefined {
    const { hold } = this;
    if (!hold || !messages.commits(message, hold.statement)) return undefined;
    this.hold = undefined;
    return hold;
  }
}
