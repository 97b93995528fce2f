import { Module } from '@nestjs/common';
import { QueueOperations } from './operations.service.js';
import { QueuesController } from './queues.controller.js';

@Module({ controllers: [QueuesController], providers: [QueueOperations] })
export class QueuesModule {}
