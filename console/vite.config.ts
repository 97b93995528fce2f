import { defineConfig } from 'vite';
import { unusedStyles } from './unused-styles.js';

const hub = process.env['CAUSEWAY_URL'] ?? 'http://127.0.0.1:3000';
const proxied = ['/v1', '/admin/v1', '/auth', '/connect', '/logos', '/reference'];

const scripts = /\.(m?js|tsx?)$/;
const inputs =
  'ActionIcon|Autocomplete|Checkbox|Fieldset|FileButton|FileInput|InlineInput|MultiSelect|NativeSelect|NumberInput|PasswordInput|Pill|PillsInput|Radio|Switch|TagsInput|Textarea';
/** What forms are made of; pages that only show things do without. */
const forms = new RegExp(
  `node_modules.(@mantine.form|react-number-format|klona|fast-deep-equal|@mantine.core.esm.components.(${inputs}).)`,
);
const aboutSyncs =
  'words|lookups|summary|refresh|runs|run-progress|held-run|trouble|record-names|follow|value';
/** Small things that pages of all kinds show. */
const shown = new RegExp(
  `console.src.(known.|ui.(by-page|copy-field|wide-table)\\.|syncing.(${aboutSyncs})\\.)`,
);

/**
 * Few files rather than many small ones: over HTTP/1.1 a browser fetches six at a time. What is wanted before any page is one
 * file, what most pages need another, then what forms need, and what is shown in several places.
 */
const groups = [
  { name: 'first', tags: ['$initial' as const], test: scripts, priority: 3 },
  {
    name: 'common',
    test: (id: string) => scripts.test(id) && !forms.test(id),
    minShareCount: 12,
    priority: 2,
  },
  { name: 'forms', test: forms, priority: 1 },
  { name: 'shared', test: shown, minShareCount: 3 },
];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [unusedStyles()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the hub lets scripts come from files alone.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Packages say "use client" for server components, which there are none of here.
      checks: { moduleLevelDirective: false },
      // Else whoever takes one part of such a folder loads all of them. `no-eval` is there for what it does.
      treeshake: {
        moduleSideEffects: [
          { test: /console.src.(ui|syncing|fields|known).(?!no-eval).*\.tsx?$/, sideEffects: false },
        ],
      },
      output: { codeSplitting: { groups } },
    },
  },
  // `npx vite console` while working on it: pages from here, data from a hub that runs.
  server: { proxy: Object.fromEntries(proxied.map(path => [path, { target: hub, changeOrigin: false }])) },
});
