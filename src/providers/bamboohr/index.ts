export { BamboohrModule } from './bamboohr.module.js';
