import { readFileSync } from 'node:fs';
import { CommandProblem, exitCodes, misused } from './exit-codes.js';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

export interface Question {
  readonly message: string;
  /** What answers it where nobody can be asked, such as `--client-id`. */
  readonly flag: string;
}

/** Questions to a person. Where there is no terminal, each is refused with the flag that answers it. */
export class Ask {
  constructor(readonly isInteractive: boolean) {}

  /** For a command that was not told to print JSON. */
  static onTerminal(wish: { readonly json?: boolean | undefined } = {}): Ask {
    const isTerminal = [process.stdin, process.stdout].every(({ isTTY }) => isTTY);
    return new Ask(isTerminal && !wish.json);
  }

  async text(question: Question, initial?: string): Promise<string> {
    const { text } = await this.prompts(question);
    const validate = (value: string | undefined) => (value?.trim() ? undefined : 'Type something.');
    return kept(
      await text({
        message: question.message,
        validate,
        ...(initial === undefined ? {} : { initialValue: initial }),
      }),
    ).trim();
  }

  /** What is typed is not shown. */
  async secret(question: Question, isOptional = false): Promise<string> {
    const { password } = await this.prompts(question);
    const validate = (value: string | undefined) =>
      value || isOptional ? undefined : 'Type or paste it; it is not shown.';
    const typed = kept(await password({ message: question.message, mask: '•', validate }));
    // Nothing typed is undefined, whatever the type says.
    return (typed ?? '').trim();
  }

  async choose<T extends string>(question: Question, choices: readonly Choice<T>[]): Promise<T> {
    const { select, autocomplete } = await this.prompts(question);
    const options = choices.map(({ value, label, hint }) => ({ value, label, ...(hint ? { hint } : {}) }));
    const wish = { message: question.message, options: options as never, maxItems: 10 };
    const chosen =
      choices.length > 7
        ? await autocomplete<T>({ ...wish, placeholder: 'type to search' })
        : await select<T>(wish);
    return kept(chosen);
  }

  /** Where nobody can be asked, the answer is `otherwise`; without one the flag is named. */
  async confirm(question: Question, otherwise?: boolean): Promise<boolean> {
    if (!this.isInteractive && otherwise !== undefined) return otherwise;
    const { confirm } = await this.prompts(question);
    return kept(await confirm({ message: question.message, initialValue: otherwise ?? true }));
  }

  private async prompts(question: Question) {
    if (this.isInteractive) return import('@clack/prompts');
    throw misused(
      `${question.message.replace(/[?:.]?$/, '')}: there is no terminal to ask on.`,
      `Give ${question.flag}.`,
    );
  }
}

/** Ctrl-C answers with a symbol. */
const kept = <T>(answer: T): Exclude<T, symbol> => {
  if (typeof answer === 'symbol') throw new CommandProblem(exitCodes.cancelled, 'Cancelled.');
  return answer as Exclude<T, symbol>;
};

/** A secret from a file, or from standard input for `-`; never from the arguments, which other users can read. */
export const secretFrom = (file: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  } catch (error) {
    throw misused(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
