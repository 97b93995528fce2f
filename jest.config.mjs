const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
// `unit`: units and properties; the database specs of a lib start a PostgreSQL of their own. `hub`: the front door, with
// a template database cloned per file.
export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testRegex: '(libs|src|config|bin)/.*\\.spec\\.ts$',
      setupFiles: ['./test/support/preload.mjs'],
    },
    {
      ...shared,
      displayName: 'hub',
      testRegex: 'test/(e2e|isolation|contract|architecture|faults)/.*\\.spec\\.ts$',
      setupFiles: ['./test/support/preload.mjs'],
      globalSetup: './test/support/global-setup.mjs',
      globalTeardown: './test/support/global-teardown.mjs',
    },
  ],
};
