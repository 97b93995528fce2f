import { describe, expect, it } from '@jest/globals';
import { clearCookie, readCookie, requireSafeTransport, setCookie } from './session-cookie.js';

const https = 'https://hub.example.com';
const http = 'http://127.0.0.1:3000';
const token = 'a'.repeat(43);

describe('the session cookie', () => {
  it('has the host prefix and Secure under https, and neither on loopback http', () => {
    expect(setCookie('session', token, https)).toBe(
      `__Host-causeway=${token}; Path=/; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(setCookie('session', token, http)).toBe(`causeway=${token}; Path=/; HttpOnly; SameSite=Lax`);
    expect(clearCookie('session', https)).toContain('Max-Age=0');
  });

  it('is read under its own name alone', () => {
    expect(readCookie(`a=b; __Host-causeway=${token}`, 'session', https)).toBe(token);
    expect(readCookie(`causeway=${token}`, 'session', https)).toBeNull();
    expect(readCookie(`causeway_sso=${token}`, 'session', http)).toBeNull();
    expect(readCookie(`xcauseway=${token}`, 'session', http)).toBeNull();
    expect(readCookie(`causeway=short`, 'session', http)).toBeNull();
    expect(readCookie(undefined, 'session', http)).toBeNull();
  });

  it('that comes twice with different tokens is none: one of them was planted', () => {
    expect(readCookie(`causeway=${token}; causeway=${'b'.repeat(43)}`, 'session', http)).toBeNull();
    expect(readCookie(`causeway=${token}; causeway=${token}`, 'session', http)).toBe(token);
  });

  it('is not issued over plain http to another machine', () => {
    for (const url of [https, http, 'http://localhost:3000', 'http://[::1]:3000'])
      expect(() => requireSafeTransport(url)).not.toThrow();
    for (const url of ['http://hub.example.com', 'http://192.168.1.4:3000', 'http://127.0.0.1.example.com'])
      expect(() => requireSafeTransport(url)).toThrow('https_required');
  });
});
