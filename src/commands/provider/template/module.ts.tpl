import { Module } from '@nestjs/common';
import { __Pascal__Provider } from './__key__.provider.js';

@Module({ providers: [__Pascal__Provider] })
export class __Pascal__Module {}
