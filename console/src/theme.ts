import { createTheme, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 9 },
  autoContrast: true,
  // Above it white text on a colour has less than the 4.5 that WCAG 2.2 AA wants, and black has more.
  luminanceThreshold: 0.18,
  cursorType: 'pointer',
  defaultRadius: 'md',
  headings: { sizes: { h1: { fontSize: '1.6rem' }, h2: { fontSize: '1.2rem' }, h3: { fontSize: '1rem' } } },
  components: {
    // The title in the alert's own colour is too pale on its ground; the ground says the colour.
    Alert: { styles: { label: { color: 'var(--mantine-color-text)' } } },
    // In a dialog a <header> would be a second banner of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--mantine-color-text)' } },
    },
    // Mantine's own first stop is no part of a menu; the first entry is where the focus belongs.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

/** Mantine's dimmed text has a contrast of 3.5; WCAG 2.2 AA wants 4.5. */
export const contrast: CSSVariablesResolver = () => ({
  // Under the pointer buttons get darker, not paler: white on the paler shade has a contrast of 4.2.
  variables: {},
  light: {
    '--mantine-color-cyan-filled-hover': '#095c6b',
    // The page that one is on, under the pointer, in the navigation: Mantine's own has a contrast of 4.1.
    '--mantine-color-cyan-light-hover': '#bdf3f9',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-error': '#c92a2a',
  },
  dark: {
    '--mantine-color-cyan-filled-hover': '#095c6b',
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
  },
});
