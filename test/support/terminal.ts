import { type IPty, spawn } from '@lydell/node-pty';
import { until } from './api.js';

/** A person at a terminal. */
export class Terminal {
  /** Everything that was ever written to the screen, control sequences included. */
  written = '';
  private mark = 0;
  private readonly pty: IPty;
  readonly ended: Promise<number>;

  constructor(args: readonly string[], environment: Record<string, string>) {
    this.pty = spawn(process.execPath, ['dist/src/cli.js', ...args], {
      name: 'xterm-256color',
      cols: 140,
      rows: 60,
      cwd: process.cwd(),
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...environment },
    });
    this.pty.onData(data => (this.written += data));
    this.ended = new Promise(resolve => this.pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  get text(): string {
    return this.written.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g'), '');
  }

  /** Waits for words that were not there before, and answers what followed them. */
  async sees(words: RegExp): Promise<RegExpExecArray> {
    const found = await until(
      async () => words.exec(this.text.slice(this.mark)),
      match => match !== null,
      20_000,
    ).catch(() => {
      throw new Error(`Not on the screen: ${String(words)}\n${this.text.slice(this.mark)}`);
    });
    this.mark += (found?.index ?? 0) + (found?.[0].length ?? 0);
    return found!;
  }

  type(text: string): void {
    this.pty.write(text);
  }

  async answers(question: RegExp, text = ''): Promise<void> {
    await this.sees(question);
    await new Promise(resolve => setTimeout(resolve, 150));
    if (text) this.type(text);
    await new Promise(resolve => setTimeout(resolve, 100));
    this.type('\r');
  }

  interrupt(): void {
    this.pty.write('\u0003');
  }
}
