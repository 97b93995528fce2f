import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HubError } from '#kernel';
import { ClientBench, get } from '../testing/client-bench.js';
import { answer } from '../testing/loopback-server.js';
import { specialAddresses } from '../testing/special-addresses.js';
import { AddressGuard, type ResolvedAddress } from './address-guard.js';

const bench = new ClientBench();
afterEach(() => bench.end());

const at = (...addresses: string[]): readonly ResolvedAddress[] =>
  addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }));

const guardFor = (addresses: readonly string[], allowPrivate: readonly string[] = []): AddressGuard =>
  new AddressGuard({ allowPrivate, resolve: () => Promise.resolve(at(...addresses)) });

const named = new URL('https://target.example/');

describe('addresses', () => {
  it.each(specialAddresses)('are refused: %s %s', async (_name, address) => {
    await expect(guardFor([address]).resolve(named)).rejects.toMatchObject({
      code: 'target_refused',
      status: 422,
    });
    await expect(guardFor(['8.8.8.8', address]).resolve(named)).rejects.toBeInstanceOf(HubError);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
  ])('that are public pass: %s', async address => {
    expect(await guardFor([address]).resolve(named)).toEqual(at(address));
  });

  it('without any answer are refused', async () => {
    await expect(guardFor([]).resolve(named)).rejects.toMatchObject({ code: 'target_refused' });
  });

  it('inside a v4-mapped address are judged as the plain ones', async () => {
    await fc.assert(
      fc.asyncProperty(fc.ipV4(), async address => {
        const judge = (spelled: string): Promise<boolean> =>
          guardFor([spelled])
            .resolve(named)
            .then(
              () => true,
              () => false,
            );
        expect(await judge(`::ffff:${address}`)).toBe(await judge(address));
      }),
    );
  });
});

describe('what the operator permits', () => {
  it('is exactly the ranges given', async () => {
    const allow = ['10.1.0.0/16', 'fd00:1::/32', '127.0.0.1/32'];
    for (const inside of ['10.1.0.1', '10.1.255.255', 'fd00:1::5', '127.0.0.1', '::ffff:10.1.2.3']) {
      expect(await guardFor([inside], allow).resolve(named)).toHaveLength(1);
    }
    for (const outside of ['10.2.0.1', '10.0.255.255', 'fd00:2::1', '127.0.0.2', '::1', '64:ff9b::a01:1']) {
      await expect(guardFor([outside], allow).resolve(named)).rejects.toMatchObject({
        code: 'target_refused',
      });
    }
    await expect(guardFor(['10.1.0.1', '10.2.0.1'], allow).resolve(named)).rejects.toBeInstanceOf(HubError);
  });

  it('is named by the refusal, the address is not', async () => {
    const error = await guardFor(['10.9.8.7'])
      .resolve(named)
      .catch((refusal: unknown) => refusal as HubError);
    expect(error).toMatchObject({
      publicDetail:
        'target.example lies in a private or reserved network. An operator can permit it with CAUSEWAY_ALLOW_PRIVATE_TARGETS.',
    });
  });

  it.each(['10.0.0.1', 'localhost', '10.0.0.0/33', 'fd00::/129', '*'])(
    'must be a CIDR: %s stops the start',
    cidr => {
      expect(() => new AddressGuard({ allowPrivate: [cidr] })).toThrow(/CAUSEWAY_ALLOW_PRIVATE_TARGETS/);
    },
  );
});

describe('spellings of a loopback address', () => {
  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::127.0.0.1]',
    '0',
    '0x0',
    '[::]',
    '[64:ff9b::127.0.0.1]',
  ])('are refused before anything is looked up: %s', host => {
    const guard = new AddressGuard({ resolve: () => Promise.reject(new Error('looked up')) });
    expect(() => guard.checkUrl(new URL(`https://${host}/`))).toThrow(/target_refused/);
  });
});

describe('the URL', () => {
  it.each([
    'ftp://target.example/',
    'file:///etc/passwd',
    'data:,x',
    'javascript:1',
    'gopher://target.example:70/',
  ])('needs http or https: %s', url => {
    expect(() => new AddressGuard().checkUrl(new URL(url))).toThrow(/not a scheme/);
  });

  it.each(['https://user@target.example/', 'https://user:pw@target.example/', 'https://:pw@target.example/'])(
    'carries no user: %s',
    url => {
      expect(() => new AddressGuard().checkUrl(new URL(url))).toThrow(/user name or password/);
    },
  );

  it('is plain http for permitted private targets only', async () => {
    const http = new URL('http://target.example/');
    await expect(guardFor(['8.8.8.8']).resolve(http)).rejects.toThrow(/without encryption/);
    await expect(guardFor(['10.1.0.1', '8.8.8.8'], ['10.1.0.0/16']).resolve(http)).rejects.toThrow(
      /encryption/,
    );
    expect(await guardFor(['10.1.0.1'], ['10.1.0.0/16']).resolve(http)).toHaveLength(1);
    expect(() => new AddressGuard().checkUrl(http)).toThrow(/without encryption/);
    expect(() => new AddressGuard().checkUrl(new URL('http://8.8.8.8/'))).toThrow(/without encryption/);
    const open = new AddressGuard({ allowPublicHttp: true, resolve: () => Promise.resolve(at('8.8.8.8')) });
    expect(await open.resolve(http)).toHaveLength(1);
  });

  it.each([1, 22, 25, 110, 143, 445, 1023, 2049, 5060, 6000, 6667, 10080])(
    'does not reach port %d',
    async port => {
      const url = new URL(`https://target.example:${port}/`);
      await expect(guardFor(['8.8.8.8']).resolve(url)).rejects.toThrow(/Port/);
      expect(await guardFor(['10.1.0.1'], ['10.1.0.0/16']).resolve(url)).toHaveLength(1);
    },
  );

  it.each([80, 443, 1024, 8080, 8443, 65535])('reaches port %d', async port => {
    expect(await guardFor(['8.8.8.8']).resolve(new URL(`https://target.example:${port}/`))).toHaveLength(1);
  });
});

describe('a connection', () => {
  it('goes to the address that was checked, though the name answers another one next time', async () => {
    const server = await bench.server(answer(200, 'inside'));
    const answers = ['127.0.0.1', '127.0.0.2', '10.0.0.1'];
    let lookups = 0;
    const resolve = (): Promise<readonly ResolvedAddress[]> => {
      lookups += 1;
      return Promise.resolve(at(answers[lookups - 1] ?? '10.0.0.1'));
    };
    const client = bench.client({ resolve });
    const url = server.url('/', 'rebinding.example');
    const changes = { allowedHosts: ['rebinding.example'], maxAttempts: 1 };
    expect((await client.request(get(url, changes))).text).toBe('inside');
    expect(lookups).toBe(1);
    expect(server.seen[0]?.headers.host).toBe(`rebinding.example:${server.port}`);

    await new Promise(done => setTimeout(done, 20));
    // The kept connection needs no lookup; a new one is checked anew and refused.
    expect((await client.request(get(url, changes))).text).toBe('inside');
    server.seen[0]?.socket.destroy();
    await new Promise(done => setTimeout(done, 50));
    await expect(client.request(get(url, changes))).rejects.toMatchObject({ code: 'target_refused' });
    expect(server.requests).toBe(2);
  });

  it('is refused without a byte when one of several addresses is private', async () => {
    const server = await bench.server(answer(200));
    const client = bench.client({ resolve: () => Promise.resolve(at('127.0.0.1', '127.0.0.2')) });
    const request = get(server.url('/', 'mixed.example'), { allowedHosts: ['mixed.example'] });
    await expect(client.request(request)).rejects.toMatchObject({ code: 'target_refused' });
    expect(server.requests).toBe(0);
    expect(bench.exchanges).toMatchObject([
      { error: 'target_refused', host: `mixed.example:${server.port}` },
    ]);
  });

  it('to localhost is refused unless permitted', async () => {
    const server = await bench.server(answer(200));
    const request = get(server.url('/', 'localhost'), { allowedHosts: ['localhost'] });
    await expect(bench.client({ allowPrivate: [] }).request(request)).rejects.toMatchObject({
      code: 'target_refused',
    });
    await expect(bench.client({ allowPrivate: ['10.0.0.0/8'] }).request(request)).rejects.toMatchObject({
      code: 'target_refused',
    });
    const both = bench.client({ allowPrivate: ['127.0.0.1/32', '::1/128'] });
    expect((await both.request(request)).status).toBe(200);
    expect(server.requests).toBe(1);
  });
});
