export { SetupGuidesModule } from './setup-guides.module.js';
