import { describe, expect, it } from '@jest/globals';
import { databaseProblem } from './database-problem.js';

const failure = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);

describe('a database that went away', () => {
  it.each([
    ['under a query', failure('select 1 - Connection terminated unexpectedly')],
    ['before a query', failure('Client has encountered a connection error and is not queryable')],
    ['while connecting', failure('connect ENOENT /x', { code: 'ENOENT', syscall: 'connect' })],
    ['while writing', failure('write EPIPE', { code: 'EPIPE', syscall: 'write' })],
    ['on its administrator’s command', failure('terminating connection', { code: '57P01' })],
  ])('is a 503 to come back from: %s', (_, error) => {
    expect(databaseProblem(error)).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
    expect(databaseProblem(error)?.publicDetail).not.toMatch(/select|terminat|ENOENT|EPIPE/);
  });

  it.each([
    ['a mistake of ours', new TypeError('x is undefined')],
    ['a file that is missing', failure('no such file', { code: 'ENOENT', syscall: 'open' })],
    ['a query that is wrong', failure('syntax error', { code: '42601' })],
  ])('is not taken for %s', (_, error) => {
    expect(databaseProblem(error)).toBeUndefined();
  });
});
