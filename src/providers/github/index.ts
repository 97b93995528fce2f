export { GithubModule } from './github.module.js';
