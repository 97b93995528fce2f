import { describe, expect, it } from '@jest/globals';
import * as documents from '../documents.js';
import { parse } from '../simulator/graphql/parse.js';
import { problemsOf } from './requests.contract.js';

const filter = { team: { id: { eq: 'a' } }, updatedAt: { gte: '2027-03-01T12:00:00.000Z' } };
const page = { first: 30, filter, order: 'updatedAt', archived: true };

describe('Linear’s schema', () => {
  it.each(Object.entries(documents))('has what the document %s asks for', (_, text) => {
    const ofDocument = problemsOf(parse(text), {}).filter(problem => !problem.startsWith('$'));
    expect(ofDocument).toEqual([]);
  });

  it('allows what is sent along', () => {
    expect(problemsOf(parse(documents.issues), page)).toEqual([]);
    const input = { id: 'x', teamId: 'a', title: 'T', priority: 2, dueDate: '2027-03-01', labelIds: ['b'] };
    expect(problemsOf(parse(documents.createIssue), { input })).toEqual([]);
  });

  it.each([
    ['a field that is not there', 'query A { viewer { nickname } }', {}, 'User has no nickname'],
    ['an object without a selection', 'query A { viewer }', {}, 'Query.viewer must have a selection'],
    ['a property with one', 'query A { viewer { id { id } } }', {}, 'User.id must not have a selection'],
    ['a missing argument', 'query A { issue { id } }', {}, 'Query.issue lacks id'],
    ['an unknown argument', 'query A { issue(key: "1") { id } }', {}, 'Query.issue takes no key'],
    ['a variable that nobody declared', 'query A { issue(id: $id) { id } }', {}, '$id is not declared'],
    [
      'a variable of another type',
      'query A($id: Int!) { issue(id: $id) { id } }',
      { id: 1 },
      'and $id is Int!',
    ],
    ['an unknown order', documents.issues, { ...page, order: 'title' }, '$order is no PaginationOrderBy'],
    ['a filter that is not there', documents.issues, { ...page, filter: { titel: {} } }, 'has no titel'],
    [
      'a due date with a time',
      documents.updateIssue,
      { id: 'a', input: { dueDate: '2027-03-01T00:00' } },
      'is no TimelessDate',
    ],
    ['an input without its team', documents.createIssue, { input: { title: 'T' } }, '$input lacks teamId'],
  ])('forbids %s', (_, text, variables, problem) => {
    expect(problemsOf(parse(text), variables).join('; ')).toContain(problem);
  });
});
