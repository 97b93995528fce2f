/** What a command ends with; docs/cli.md has the same table. */
export const exitCodes = {
  /** Done, or all well. */
  done: 0,
  /** The hub refused, or something is not as it should be. */
  problem: 1,
  /** Nothing was found out: wrong usage, wrong settings, no hub or no file. */
  notTried: 2,
  /** Ctrl-C, as shells count it (128 + SIGINT). */
  cancelled: 130,
} as const;

export type ExitCode = number;

export interface ProblemDetails {
  /** What helps, as a sentence. */
  readonly cure?: string | undefined;
  /** The hub's own code of an error, for programs. */
  readonly code?: string | undefined;
}

/** Ends a command with words for the person and a code for the shell. */
export class CommandProblem extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly details: ProblemDetails = {},
  ) {
    super(message);
  }
}

/** The command cannot be tried as it was given. */
export const misused = (message: string, cure?: string): CommandProblem =>
  new CommandProblem(exitCodes.notTried, message, { cure });

/** It was tried, and something is wrong. */
export const wrong = (message: string, cure?: string): CommandProblem =>
  new CommandProblem(exitCodes.problem, message, { cure });
