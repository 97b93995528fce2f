import type { Schemas } from '../client/index.js';
import { Hub, type HubOptions } from './hub/index.js';
import { show, tableOf as table } from './terminal/index.js';

type Queue = Schemas['Queue'];

/** `causeway queues`: the work of a running hub by task, for operators. */
export const showQueues = async (options: HubOptions): Promise<void> => {
  const hub = new Hub(options);
  const { data } = await hub.answer(hub.operator().GET('/admin/v1/queues'));
  show(options, data, () => tableOf(data));
};

const headings = ['Task', 'Waiting', 'Running', 'Delayed', 'Failing', 'Dead', 'Oldest', 'Last minute', ''];

export const tableOf = (queues: readonly Queue[]): string =>
  table(headings, queues.map(cellsOf), headings.slice(1));

const cellsOf = (queue: Queue): string[] => [
  queue.task,
  ...[queue.waiting, queue.running, queue.delayed, queue.failing, queue.dead ?? '-'].map(String),
  queue.oldestSeconds === null ? '-' : `${queue.oldestSeconds.toFixed(1)} s`,
  `${queue.lastMinute.runs} runs${queue.lastMinute.failures ? `, ${queue.lastMinute.failures} failed` : ''}`,
  queue.paused ? 'paused' : '',
];
