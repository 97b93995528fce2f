import { causeway } from './commands/program.js';

await causeway().parseAsync();
