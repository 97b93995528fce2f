import { CommandProblem, exitCodes } from './exit-codes.js';
import { type JsonWish, styled } from './output.js';

/** Runs a command, which may answer its exit code, and says what went wrong, for people or as JSON; other errors are bugs and keep their stack. */
export const perform = async (wish: JsonWish, work: () => Promise<unknown>): Promise<void> => {
  try {
    const code = await work();
    process.exitCode = typeof code === 'number' ? code : exitCodes.done;
  } catch (error) {
    if (!(error instanceof CommandProblem)) throw error;
    process.stderr.write(wish.json ? `${asJson(error)}\n` : forPeople(error));
    process.exitCode = error.exitCode;
  }
};

const asJson = ({ message, details, exitCode }: CommandProblem): string =>
  JSON.stringify({ error: { message, ...details, exitCode } });

const forPeople = ({ message, details: { cure } }: CommandProblem): string =>
  `${styled('red', '✗')} ${message}\n${cure ? `  ${cure}\n` : ''}`;
