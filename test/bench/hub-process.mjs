// The hub as `npm start` runs it, with its own PostgreSQL, and one organization that syncs calendars.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, freePort } from './calendar-server.mjs';

const over = ['succeeded', 'failed', 'cancelled', 'held', 'paused'];

export const startHub = async folder => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const flags = readFileSync('bin/node-flags', 'utf8').trim().split(' ');
  const profiling = process.env.HUB_NODE_FLAGS?.split(' ') ?? [];
  const child = spawn(process.execPath, [...flags, ...profiling, 'dist/bundle/main.js'], {
    env: {
      ...process.env,
      ...{ CAUSEWAY_DATA_DIR: path.join(folder, 'hub'), PORT: String(port), LOG_LEVEL: 'warn' },
      ...{ CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8', CAUSEWAY_RATE_LIMIT: '1000000' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  child.stdout.on('data', chunk => (log += chunk));
  await answers(`${base}/health/ready`);
  // The key is printed after the hub answers.
  let printed = null;
  while ((printed = /once:\s+(\S+)/.exec(log)) === null) await sleep(50);
  let [, key] = printed;
  const api = async (method, url, body) => {
    const answer = await fetch(base + url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const owner = { name: 'O', email: 'o@bench.example' };
  const made = await api('POST', '/admin/v1/organizations', { name: 'Bench', owner });
  key = made.apiKey.key;
  const at = `/v1/organizations/${made.organization.id}`;
  return {
    pid: child.pid,
    post: (url, body) => api('POST', at + url, body),
    get: url => api('GET', at + url),
    stop: () => child.kill('SIGTERM'),
  };
};

/** Connects the account; gives a function that makes the sync of one of its calendars. */
export const connectCalendars = async (hub, serverUrl) => {
  const integration = await hub.post('/integrations', { provider: 'caldav' });
  const { id: connectionId } = await hub.post('/connections', {
    integrationId: integration.id,
    credentials: { serverUrl, username: 'ada', password: 'secret' },
  });
  const containers = await hub.get(`/connections/${connectionId}/containers`);
  const subject = { type: 'end_user', id: 'ada' };
  const consent = await hub.post('/consents', { subject, purpose: 'calendar_sync', noticeVersion: '1' });
  return async name => {
    const { id: containerId } = containers.data.find(({ id }) => id.endsWith(`/${name}/`));
    const terms = { connectionId, consentId: consent.id, containerId, autoSync: false };
    return (await hub.post('/syncs', terms)).id;
  };
};

const ended = async (hub, syncId, id, statuses) => {
  for (;;) {
    const run = await hub.get(`/syncs/${syncId}/runs/${id}`);
    if (statuses.includes(run.status)) return run;
    await sleep(1_000);
  }
};

const succeeded = async (hub, syncId, id) => {
  const run = await ended(hub, syncId, id, over);
  if (run.status !== 'succeeded') throw new Error(`The run ${run.status}: ${JSON.stringify(run)}`);
  return Date.parse(run.finishedAt);
};

/** From asking for a run to its end, as the hub wrote it down: to look more often would be work for the hub. */
export const runSync = async (hub, syncId) => {
  const began = Date.now();
  const { id } = await hub.post(`/syncs/${syncId}/runs`, {});
  return ((await succeeded(hub, syncId, id)) - began) / 1000;
};

/** A run that waits, so that records can be made first and go out later; gives the function that lets it go on. */
export const pausedRun = async (hub, syncId) => {
  for (;;) {
    const { id } = await hub.post(`/syncs/${syncId}/runs`, {});
    await hub.post(`/syncs/${syncId}/runs/${id}/pause`, {}).catch(() => undefined);
    const { status } = await ended(hub, syncId, id, over);
    if (status !== 'paused') continue;
    return async () => {
      const began = Date.now();
      await hub.post(`/syncs/${syncId}/runs/${id}/resume`, {});
      return ((await succeeded(hub, syncId, id)) - began) / 1000;
    };
  }
};
