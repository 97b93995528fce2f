import { useQueryClient } from '@tanstack/react-query';

/** Asks again for everything whose address has one of these words in it: `refresh('runs', 'syncs')`. */
export const useRefresh = () => {
  const queries = useQueryClient();
  return async (...words: readonly string[]): Promise<void> => {
    await queries.invalidateQueries({
      predicate: ({ queryKey: [, path] }) =>
        typeof path === 'string' && path.split('/').some(part => words.includes(part)),
    });
  };
};
