import { Module } from '@nestjs/common';
import { RecordsModule } from '#records';
import { SyncsModule } from '#syncs';
import { UndoBatch } from './undo-batch.js';
import { UndoController } from './undo.controller.js';
import { UndoExecutor } from './undo-executor.js';
import { UndoTraces } from './undo-traces.js';
import { UndoViews } from './undo-view.js';
import { Undos } from './undos.service.js';

@Module({
  imports: [RecordsModule, SyncsModule],
  controllers: [UndoController],
  providers: [UndoBatch, UndoExecutor, UndoTraces, UndoViews, Undos],
})
export class UndoModule {}
