import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agreeOnScreen, connectByPages, type ConnectionAnswer, SandboxStage } from '#support';
import { sandboxMakers } from '../../src/providers/sandboxes.js';

let stage: SandboxStage;
beforeAll(async () => {
  stage = await SandboxStage.start();
});
afterAll(() => stage.stop());

describe('every sandbox', () => {
  it.each(sandboxMakers.map(({ provider }) => provider))(
    'connects through its own screen without anything pasted, and lists what %s holds',
    async stands => {
      const { owner, at } = stage.acme;
      const provider = `${stands}-sandbox`;
      const { settings } = await owner.get<{ settings: object }>(stage.path(provider));
      const more = Object.keys(settings).length > 0 ? { settings } : {};
      const integrationId = await stage.integrate(provider);
      const session = await connectByPages(stage.acme, integrationId, agreeOnScreen, more);
      const path = at(`/connections/${session.connectionId ?? ''}`);
      expect(await owner.get<ConnectionAnswer>(path)).toMatchObject({ status: 'active', missing: [] });
      const { data } = await owner.get<{ data: object[] }>(`${path}/containers`);
      expect(data.length).toBeGreaterThan(0);
      expect(await owner.post<object>(`${path}/check`)).toMatchObject({ healthy: true });
      expect((await stage.seen(provider)).accounts[0]).toMatchObject({ granted: true });
    },
  );
});
