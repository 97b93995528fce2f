export { Appearance } from './appearance.entity.js';
export { AppearanceModule } from './appearance.module.js';
export { Appearances, type Look } from './appearances.service.js';
