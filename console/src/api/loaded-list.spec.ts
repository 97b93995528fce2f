import { describe, expect, it } from '@jest/globals';
import { withLastPage, withNewest, without } from './loaded-list.js';

const page = (ids: string, nextCursor: string | null = 'more') => ({
  data: Array.from(ids, id => ({ id })),
  nextCursor,
});
const loaded = (...pages: ReturnType<typeof page>[]) => ({ pages, pageParams: pages.map((_, at) => at) });
const idsOf = ({ pages }: ReturnType<typeof loaded> | ReturnType<typeof withNewest>) =>
  pages.map(({ data }) => data.map(item => (item as { id: string }).id).join(''));

describe('a list of which only a part is asked for again', () => {
  it('shows what came at its top, and keeps what was scrolled to', () => {
    const list = withNewest(loaded(page('fed'), page('cba', null)), page('hgf'));
    expect(idsOf(list)).toEqual(['hgfed', 'cba']);
    expect(list.pages.map(({ nextCursor }) => nextCursor)).toEqual(['more', null]);
    expect(list.pageParams).toEqual([0, 1]);
  });

  it('loses what is gone from its top', () => {
    expect(idsOf(withNewest(loaded(page('fed'), page('cba')), page('fdc')))).toEqual(['fdc', 'ba']);
    expect(idsOf(withNewest(loaded(page('fe')), page('', null)))).toEqual(['']);
  });

  it('begins again when more came than a page holds, so that nothing is missing between', () => {
    const list = withNewest(loaded(page('cb'), page('a', null)), page('hgf'));
    expect(idsOf(list)).toEqual(['hgf']);
    expect(list.pages[0]?.nextCursor).toBe('more');
    expect(list.pageParams).toEqual([0]);
  });

  it('takes new ones at its end, and gone ones out wherever they were', () => {
    expect(idsOf(withLastPage(loaded(page('abc'), page('d', null)), page('de', null)))).toEqual([
      'abc',
      'de',
    ]);
    expect(idsOf(without(loaded(page('abc'), page('de', null)), new Set(['b', 'd'])))).toEqual(['ac', 'e']);
  });
});
