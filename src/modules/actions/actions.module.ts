import { Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { IntegrationsModule } from '#integrations';
import { ActionPerformer } from './action-performer.js';
import { ActionsController } from './actions.controller.js';
import { Actions } from './actions.service.js';

@Module({
  imports: [ConnectionsModule, IntegrationsModule],
  controllers: [ActionsController],
  providers: [Actions, ActionPerformer],
})
export class ActionsModule {}
