// Webhook deliveries: fan-out, sending, both together, beside a bare undici loop to the same receiver, all in one run, and
// processor time by who used it.
// Run: npm run bench -- deliveries   (EVENTS=5000 for a short one, PROFILE=folder for CPU profiles)
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { Agent, request } from 'undici';
import { barsSvg } from './plot.ts';
import {
  count,
  publish,
  setUp,
  startHub,
  startReceiver,
  stopAll,
  until,
  untilIdle,
  used,
  usedByPostgres,
} from './deliveries-stage.mjs';

const events = Number(process.env.EVENTS ?? 20_000);
const parts = new Set((process.env.PARTS ?? 'bare,one,eight').split(','));
const hub = await startHub('all');
const receiver = await startReceiver();

const delivered = id => count('delivery', id, `status = 'delivered'`);

const cpu = hubs => ({
  hub: used(hubs.map(({ pid }) => pid)),
  postgres: usedByPostgres(),
  receiver: used([receiver.pid]),
});
const measured = async (name, total, { hubs = [hub], from = receiver }, work) => {
  await from.read();
  const [before, began] = [cpu(hubs), performance.now()];
  const seconds = await work();
  const after = cpu(hubs);
  const { first, last, unique } = await from.read();
  const time = seconds ?? (first ? (last - first) / 1000 : (performance.now() - began) / 1000);
  const each = Object.fromEntries(
    Object.keys(after).map(who => [`${who} ms`, ((after[who] - before[who]) / total).toFixed(3)]),
  );
  return { name, total, unique, perSecond: Math.round(total / time), ...each, load: loadavg()[0].toFixed(1) };
};

const results = [];
const note = row => {
  results.push(row);
  console.log(JSON.stringify(row));
};

const body = JSON.stringify({
  id: 'x',
  type: 'record.updated',
  timestamp: '',
  data: { text: 'x'.repeat(250) },
});
const bare = async (name, atOnce) => {
  const agent = new Agent({ connections: atOnce });
  let left = events;
  const loop = async () => {
    while (left-- > 0) {
      const headers = { 'content-type': 'application/json', 'webhook-id': String(left) };
      const answer = await request(`${receiver.url}/bare`, {
        method: 'POST',
        body,
        dispatcher: agent,
        headers,
      });
      await answer.body.dump();
    }
  };
  const own = process.cpuUsage();
  const row = await measured(name, events, {}, async () => {
    await Promise.all(Array.from({ length: atOnce }, loop));
  });
  const { user, system } = process.cpuUsage(own);
  await agent.close();
  note({ ...row, 'hub ms': ((user + system) / 1000 / events).toFixed(3) });
};

const ofHub = async (endpoints, concurrency) => {
  const name = `${endpoints} endpoint${endpoints > 1 ? 's' : ''}`;
  const slow = { throttlePerSecond: 1, concurrency };
  const acme = await setUp(hub, { endpoints, target: receiver, ...slow });
  note(
    await measured(`fan-out, ${name}`, events, {}, async () => {
      await publish(acme, events);
      const began = performance.now();
      await untilIdle(acme.id, { fanOutOnly: true });
      return (performance.now() - began) / 1000;
    }),
  );
  note(
    await measured(`sending, ${name}`, events, {}, async () => {
      await acme.change({ throttlePerSecond: null });
      await untilIdle(acme.id);
    }),
  );
  note(
    await measured(`fan-out and sending, ${name}`, events, {}, async () => {
      await publish(acme, events);
      const began = Date.now();
      await untilIdle(acme.id);
      return (Date.now() - began) / 1000;
    }),
  );
};

try {
  const warm = await setUp(hub, { endpoints: 4, target: receiver, concurrency: 16 });
  await publish(warm, 3_000);
  await until(() => delivered(warm.id), 3_000);
  if (parts.has('bare'))
    for (const atOnce of [1, 16, 128]) await bare(`bare undici, ${atOnce} at once`, atOnce);
  if (parts.has('one')) await ofHub(1, 64);
  if (parts.has('eight')) await ofHub(8, 16);
} finally {
  for (const line of hub.complaints().slice(0, 5)) console.error(line.slice(0, 600));
  console.table(results);
  await stopAll();
}
const fastest = Math.max(...results.filter(({ name }) => name.startsWith('bare')).map(row => row.perSecond));
const bars = results.map(({ name, perSecond }) => ({
  name,
  value: perSecond,
  ...(name.startsWith('sending') ? { atLeast: Math.max(2_000, Math.round(fastest * 0.7)) } : {}),
}));
writeFileSync(
  'docs/plots/deliveries.json',
  `${JSON.stringify({ at: new Date().toISOString(), events, results })}\n`,
);
writeFileSync('docs/plots/deliveries.svg', barsSvg('Deliveries', 'a second', bars));
