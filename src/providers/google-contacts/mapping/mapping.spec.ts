import { describe, expect, it } from '@jest/globals';
import { contact, type ContactFields } from '#unified-models';
import type { Person } from '../google-contacts.types.js';
import { readBirthday, writeBirthday } from './birthday.js';
import { readEntries, writeEntries } from './entries.js';
import { readContact } from './read-contact.js';
import { writeContact } from './write-contact.js';

const person = (members: Partial<Person>): Person => ({ resourceName: 'people/c1', ...members });
const write = (patch: Partial<ContactFields>, present?: Person) =>
  writeContact({
    fields: { ...contact.schema.parse({ ...contact.defaults, displayName: 'Ada Byron' }), ...patch },
    changed: Object.keys(patch),
    present,
  });

describe('a birthday', () => {
  it.each([
    [{ year: 1815, month: 12, day: 10 }, '1815-12-10'],
    [{ month: 2, day: 29 }, '--02-29'],
    [{ year: 0, month: 2, day: 29 }, '--02-29'],
    [{ year: 987, month: 1, day: 3 }, '0987-01-03'],
  ])('%j is %s', (date, text) => {
    expect(readBirthday([{ date }])).toBe(text);
    const { year, ...rest } = date as { year?: number };
    expect(writeBirthday(text)).toEqual([{ date: { ...(year ? { year } : {}), ...rest } }]);
  });

  it('in words, or of a year alone, is none', () => {
    expect(readBirthday([{ text: 'in spring' }])).toBeNull();
    expect(readBirthday([{ date: { year: 1815 } }])).toBeNull();
    expect(readBirthday(undefined)).toBeNull();
  });

  it('is taken away by null and refused in another form', () => {
    expect(writeBirthday(null)).toEqual([]);
    expect(() => writeBirthday('10.12.1815')).toThrow('YYYY-MM-DD');
  });
});

describe('addresses and numbers', () => {
  const kept = { value: 'a@example.com', type: 'work', displayName: 'A' };

  it('are a set by their value; the first of two counts', () => {
    const twice = [kept, { value: 'a@example.com', type: 'home' }, { value: '' }, { type: 'home' }];
    expect(readEntries(twice, 320)).toEqual([{ value: 'a@example.com', label: 'work' }]);
  });

  it('that the model cannot hold stay at Google', () => {
    const long = { value: '0'.repeat(101), type: 'pager' };
    expect(readEntries([long], 100)).toEqual([]);
    expect(writeEntries([], [long, { value: '1' }], 100)).toEqual([long]);
  });

  it('lose their label by null, and keep what stands beside', () => {
    const { type: _, ...bare } = kept;
    expect(writeEntries([{ value: 'a@example.com', label: null }], [kept], 320)).toEqual([bare]);
    expect(writeEntries([{ value: 'b@example.com', label: 'x' }], [kept], 320)).toEqual([
      { value: 'b@example.com', type: 'x' },
    ]);
  });
});

describe('a name', () => {
  const present = person({
    names: [{ displayName: 'Dr. Ada Byron', givenName: 'Ada', familyName: 'Byron' }],
  });

  it('goes as free text when only the display name was changed', () => {
    expect(write({ displayName: 'Ada Lovelace' }, present)).toEqual({
      names: [{ unstructuredName: 'Ada Lovelace' }],
    });
  });

  it('goes by its parts when they were changed', () => {
    const parts = { givenName: 'Ada', familyName: null };
    expect(write({ ...parts, displayName: 'Somebody' }, present)).toEqual({ names: [{ givenName: 'Ada' }] });
  });

  it('is taken away with its parts', () => {
    expect(write({ givenName: null, familyName: null }, present)).toEqual({ names: [] });
    expect(write({ displayName: '' }, present)).toEqual({ names: [] });
  });

  it('is shown by what else there is when there is none', () => {
    const emailAddresses = [
      { value: 'b@example.com' },
      { value: 'a@example.com', metadata: { primary: true } },
    ];
    expect(readContact(person({ emailAddresses }), []).displayName).toBe('a@example.com');
    expect(readContact(person({ organizations: [{ name: 'Engines' }] }), []).displayName).toBe('Engines');
    expect(readContact(person({}), []).displayName).toBe('');
  });
});

describe('an organization', () => {
  it('that says nothing any more is taken away, one with a department stays', () => {
    const gone = { company: null, jobTitle: null };
    const metadata = { primary: true };
    expect(write(gone, person({ organizations: [{ name: 'Engines', metadata }] }))).toEqual({
      organizations: [],
    });
    const withMore = { name: 'Engines', department: 'Analysis' };
    expect(write(gone, person({ organizations: [withMore] }))).toEqual({
      organizations: [{ department: 'Analysis' }],
    });
  });
});

describe('a photo', () => {
  it('is the person’s own, not the letter that Google draws', () => {
    const letter = { url: 'https://lh3.example/letter', default: true };
    expect(readContact(person({ photos: [letter] }), []).photoUrl).toBeNull();
    const photos = [letter, { url: 'https://lh3.example/me=s100' }];
    expect(readContact(person({ photos }), []).photoUrl).toBe('https://lh3.example/me=s100');
  });
});

describe('notes', () => {
  it('keep the form they have at Google', () => {
    const html = person({ biographies: [{ value: '<b>x</b>', contentType: 'TEXT_HTML' }] });
    expect(write({ notes: '<i>y</i>' }, html)).toEqual({
      biographies: [{ value: '<i>y</i>', contentType: 'TEXT_HTML' }],
    });
    expect(write({ notes: 'plain' })).toEqual({
      biographies: [{ value: 'plain', contentType: 'TEXT_PLAIN' }],
    });
  });
});
