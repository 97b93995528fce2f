const lib = name => `^libs/${name}/`;
/** A layer sees the layers to its right. */
const layers = [
  ['kernel'],
  ['database', 'http', 'unified-models'],
  ['recurrence', 'tenancy'],
  ['crypto', 'audit', 'jobs'],
  ['consent'],
  ['webhooks'],
  ['provider-sdk'],
];
const above = index => layers.slice(index + 1).flat();
const modules = [
  'appearance',
  'quotas',
  'integrations',
  'connections',
  'records',
  'mappings',
  'syncs',
  'undo',
  'mirrors',
  'rehearsals',
  'subscriptions',
  'inbound-webhooks',
  'actions',
  'files',
  'bulk',
  'statistics',
];
const tests = '\\.(spec|contract)\\.ts$|/testing/|^test/';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no first reader.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libs-know-no-src',
      comment: 'libs/ could ship in another product.',
      severity: 'error',
      from: { path: '^libs/', pathNot: tests },
      to: { path: '^(src|config|migrations)/' },
    },
    ...layers.slice(0, -1).map((names, index) => ({
      name: `below-${names[0]}`,
      comment: 'Layers look down only; upward needs are ports.',
      severity: 'error',
      from: { path: names.map(lib), pathNot: tests },
      to: { path: above(index).map(lib) },
    })),
    {
      name: 'kernel-knows-no-framework',
      comment: 'The kernel is plain TypeScript.',
      severity: 'error',
      from: { path: lib('kernel') },
      to: { path: 'node_modules/(@nestjs|@mikro-orm|fastify)' },
    },
    {
      name: 'one-door',
      comment: 'Every lib and module has one door: its index.ts.',
      severity: 'error',
      from: { path: '^(libs|src/modules)/([^/]+)/', pathNot: tests },
      to: {
        path: '^(libs|src/modules)/([^/]+)/.+',
        pathNot: [
          '^$1/$2/',
          '^(libs|src/modules)/[^/]+/index\\.ts$',
          '^libs/provider-sdk/(testing|simulator)/(index|subject)\\.ts$',
          // Both run without framework and database.
          '^libs/(audit/chain|webhooks/signatures)/index\\.ts$',
        ],
      },
    },
    ...modules.slice(0, -1).map((name, index) => ({
      name: `${name}-looks-back`,
      comment: 'Modules see the modules before them; later ones are reached by event or port.',
      severity: 'error',
      from: { path: `^src/modules/${name}/`, pathNot: tests },
      to: { path: modules.slice(index + 1).map(later => `^src/modules/${later}/`) },
    })),
    {
      name: 'providers-see-the-sdk',
      comment:
        'A provider sees the SDK, the unified models and the kernel: it cannot leak what it cannot reach.',
      severity: 'error',
      from: { path: '^src/providers/[^/]+/', pathNot: tests },
      to: {
        path: '^(libs|src|config|migrations)/',
        pathNot: ['^libs/(provider-sdk|unified-models|kernel)/', '^src/providers/'],
      },
    },
    {
      name: 'providers-are-strangers',
      comment: 'A provider never sees another one.',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/' },
      to: { path: '^src/providers/([^/]+)/', pathNot: '^src/providers/$1/' },
    },
    {
      name: 'providers-no-orm',
      comment: 'A provider has no database.',
      severity: 'error',
      from: { path: '^src/providers/' },
      to: { path: 'node_modules/(@mikro-orm|pg)/' },
    },
    {
      name: 'only-the-registry-knows-providers',
      comment: 'Core never asks which provider it is.',
      severity: 'error',
      from: { path: '^(libs|src|config)/', pathNot: ['^src/providers/', tests] },
      to: { path: '^src/providers/', pathNot: '^src/providers/index\\.ts$' },
    },
    {
      name: 'console-is-a-client',
      comment:
        'The console knows the hub by its API alone, and by the models that both sides of it speak of.',
      severity: 'error',
      from: { path: '^console/', pathNot: tests },
      to: { path: '^(libs|src|config|migrations)/', pathNot: '^(src/client|libs/unified-models)/' },
    },
    {
      name: 'console-stays-in-the-browser',
      comment: 'What the hub runs knows no page.',
      severity: 'error',
      from: { path: '^(libs|src|config|migrations)/' },
      to: { path: '^console/' },
    },
    {
      name: 'no-dev-dependency-in-product',
      comment: 'What the product runs with is a dependency.',
      severity: 'error',
      from: { path: '^(console|libs|src|config|migrations)/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|\\.test-data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
