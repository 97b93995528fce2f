import { describe, expect, it } from '@jest/globals';
import { requireGoodPassword } from './password-rules.js';

const person = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

describe('a password', () => {
  it.each(['a long plain sentence', 'ünïcödé wörks töö', 'no-digits-needed', 'x7$kQ!p0Zm#r'])(
    'may be %j',
    password => expect(() => requireGoodPassword(password, person)).not.toThrow(),
  );

  it.each([
    ['too short', 'elevenchars'],
    ['common', 'Qwertyuiopas'],
    ['common with digits at its end', 'iloveyoubaby2024!'],
    ['one character', 'aaaaaaaaaaaaaaaaaaaa'],
    ['two characters', 'abababababababab'],
    ['the address', 'ada.lovelace@example.com'],
    ['the name and a little', 'adalovelace12'],
  ])('may not be %s', (_, password) =>
    expect(() => requireGoodPassword(password, person)).toThrow('password_weak'),
  );
});
