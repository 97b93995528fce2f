const shared = {
  runner: '<rootDir>/test/support/loader/runner.mjs',
  setupFiles: ['./test/support/loader/preload.mjs'],
  setupFilesAfterEnv: ['./test/support/loader/timeouts.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // `npm run test:slow` and `test:long` have the time for them.
  testPathIgnorePatterns: process.env.SLOW || process.env.LONG ? [] : ['\\.slow\\.spec\\.ts$'],
};
// `unit`: units and properties; the database specs of a lib start a PostgreSQL of their own. `hub`: the front door, with
// a template database cloned per file.
export default {
  // Tests of the front door mostly wait: with three at once on two cores 84 files take 4.6 minutes.
  maxWorkers: 3,
  projects: [
    { ...shared, displayName: 'unit', testRegex: '(libs|src|config|bin|console)/.*\\.spec\\.ts$' },
    {
      ...shared,
      displayName: 'hub',
      testRegex: 'test/(e2e|browser|isolation|contract|architecture|faults)/.*\\.spec\\.ts$',
      globalSetup: './test/support/global-setup.mjs',
      globalTeardown: './test/support/global-teardown.mjs',
    },
  ],
};
