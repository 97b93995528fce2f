export { LinearModule } from './linear.module.js';
