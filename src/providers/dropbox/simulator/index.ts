export { Drive } from './drive.js';
export { DropboxSimulator } from './simulator.js';
