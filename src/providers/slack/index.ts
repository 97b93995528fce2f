export { slackManifest } from './slack.manifest.js';
export { SlackModule } from './slack.module.js';
