import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { ask, complain, say } from '../../ui/index.js';

type Wish = Schemas['CreatePause'];
type Target = Pick<Wish, 'kind' | 'key'>;
const path = '/admin/v1/queues/pauses';

/** Holding work back, and letting it go on. Due work stays due. */
export const usePauses = () => {
  const queries = useQueryClient();
  const refresh = () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/v1/queues'),
    });
  const hold = async (wish: Wish): Promise<void> => {
    await client.POST(path, { body: wish });
    await refresh();
    say(`${wish.key} is paused.`);
  };
  const pause = async (wish: Wish): Promise<void> => {
    const title = `Pause ${wish.key}?`;
    const text = 'What runs now ends; nothing new begins. Due work stays due and runs when you resume it.';
    if (await ask({ title, text, yes: 'Pause it' })) await hold(wish);
  };
  const resume = async ({ kind, key }: Target): Promise<void> => {
    await client.DELETE(path, { params: { query: { kind, key } } });
    await refresh();
    say(`${key} goes on.`);
  };
  return {
    hold,
    pause: (wish: Wish): void => void pause(wish).catch(complain),
    resume: (target: Target): void => void resume(target).catch(complain),
  };
};
