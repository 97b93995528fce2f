import { Module } from '@nestjs/common';
import { TodoistProvider } from './todoist.provider.js';

@Module({ providers: [TodoistProvider] })
export class TodoistModule {}
