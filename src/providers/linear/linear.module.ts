import { Module } from '@nestjs/common';
import { LinearProvider } from './linear.provider.js';

@Module({ providers: [LinearProvider] })
export class LinearModule {}
