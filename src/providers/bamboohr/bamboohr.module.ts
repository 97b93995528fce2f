import { Module } from '@nestjs/common';
import { BamboohrProvider } from './bamboohr.provider.js';

@Module({ providers: [BamboohrProvider] })
export class BamboohrModule {}
