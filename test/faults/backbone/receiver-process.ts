import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** A receiver that shares nothing with the hub and outlives it. */
export class ReceiverProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<ReceiverProcess> {
    const child = spawn(process.execPath, [path.resolve('test/faults/backbone/counting-receiver.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
      child.once('exit', code => reject(new Error(`The receiver ended with ${code}`)));
    });
    return new ReceiverProcess(child, `http://127.0.0.1:${port}/hooks`);
  }

  /** What came, by webhook-id: a digest of each body. */
  async hooks(): Promise<Map<string, string[]>> {
    return new Map((await (await fetch(this.url)).json()) as [string, string[]][]);
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
