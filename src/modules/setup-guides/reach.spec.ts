import { describe, expect, it } from '@jest/globals';
import { isLoopback, isPublic } from './reach.js';

describe('an address', () => {
  it('is public when somebody elsewhere could call it', () => {
    for (const url of ['https://hub.example.com', 'https://203.0.114.7/x', 'https://[2606:4700::1]/'])
      expect([url, isPublic(url)]).toEqual([url, true]);
    for (const url of [
      'http://127.0.0.1:3000',
      'http://localhost:3000',
      'https://hub',
      'https://hub.internal',
      'https://10.0.0.8',
      'https://192.168.1.4',
      'http://[::1]:3000',
      'http://[fd00::1]',
      'https://169.254.169.254',
    ])
      expect([url, isPublic(url)]).toEqual([url, false]);
  });

  it('is this machine’s own or is not', () => {
    expect(['http://127.0.0.1:3000', 'http://[::1]/', 'http://localhost'].map(isLoopback)).toEqual([
      true,
      true,
      true,
    ]);
    expect(isLoopback('https://127.example.com')).toBe(false);
  });
});
