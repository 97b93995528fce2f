import { Module } from '@nestjs/common';
import { AppearanceController } from './appearance.controller.js';
import { Appearances } from './appearances.service.js';

@Module({ controllers: [AppearanceController], providers: [Appearances], exports: [Appearances] })
export class AppearanceModule {}
