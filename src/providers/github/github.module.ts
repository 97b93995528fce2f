import { Module } from '@nestjs/common';
import { GithubProvider } from './github.provider.js';

@Module({ providers: [GithubProvider] })
export class GithubModule {}
