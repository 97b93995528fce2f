export { __Pascal__Module } from './__key__.module.js';
