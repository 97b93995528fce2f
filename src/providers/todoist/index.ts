export { TodoistModule } from './todoist.module.js';
