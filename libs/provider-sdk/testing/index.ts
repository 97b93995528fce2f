export * from './subject.js';
