import { describe, expect, it } from '@jest/globals';
import { withoutUnused } from './unused-styles.js';

const named = new Set(['m_77c9d27d', 'm_80f1301b']);
const left = (css: string): string => withoutUnused(css, named).replaceAll(/\s/g, '');

describe('a style sheet without what no script names', () => {
  it('keeps the rules of components that are there, and those that are for no component', () => {
    const css =
      'body{margin:0}.m_77c9d27d:where([data-x]) .m_80f1301b{color:red}@media (width>1em){.m_77c9d27d{gap:0}}';
    expect(left(css)).toBe(css.replaceAll(' ', ''));
  });

  it('leaves out rules and parts of selectors that need another component', () => {
    expect(left('.m_77c9d27d,.m_11111111{gap:0}.m_77c9d27d .m_11111111{gap:1px}')).toBe('.m_77c9d27d{gap:0}');
  });

  it('leaves no empty block behind, and touches no animation', () => {
    const spin = '@keyframesm_spin{0%{top:0}to{top:1px}}';
    expect(left(`@media print{.m_11111111{gap:0}}@keyframes m_spin{0%{top:0}to{top:1px}}`)).toBe(spin);
  });
});
