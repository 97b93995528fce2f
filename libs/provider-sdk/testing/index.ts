export * from './session.js';
export * from './subject.js';
export * from './suites/contract-suite.js';
export * from './suites/manifest-suite.js';
export * from './suites/suite-subject.js';
