import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { Person } from '../google-contacts.types.js';
import type { AddressBook, Row } from './address-book.js';
import { maskOf, shown } from './person.js';

/** Google searches a copy of the contacts, which a search for nothing renews. */
export class Search {
  private copies = new WeakMap<AddressBook, Row[]>();

  run(book: AddressBook, { url }: SimulatorRequest): SimulatorReply {
    const query = url.searchParams;
    const fields = maskOf(query.get('readMask'), 'readMask');
    const words = (query.get('query') ?? '').toLowerCase();
    if (words === '') {
      this.copies.set(book, book.living());
      return { status: 200, body: {} };
    }
    const found = (this.copies.get(book) ?? []).filter(row => phrases(row).some(text => fits(text, words)));
    const results = found
      .slice(0, Number(query.get('pageSize') ?? 10))
      .map(row => ({ person: shown(row, fields) }));
    return { status: 200, body: results.length > 0 ? { results } : {} };
  }
}

const phrases = ({ person }: Row): string[] => {
  const { names, nicknames, emailAddresses, phoneNumbers, organizations } = person as unknown as Person;
  return [
    ...(names ?? []).map(({ displayName }) => displayName),
    ...(organizations ?? []).map(({ name }) => name),
    ...[...(nicknames ?? []), ...(emailAddresses ?? []), ...(phoneNumbers ?? [])].map(({ value }) => value),
  ].filter(text => text !== undefined);
};

/** Phrases are met from the beginning of a word on. */
const fits = (text: string, words: string): boolean => ` ${text.toLowerCase()}`.includes(` ${words}`);
