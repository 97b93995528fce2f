import { Module } from '@nestjs/common';
import { DropboxProvider } from './dropbox.provider.js';

@Module({ providers: [DropboxProvider] })
export class DropboxModule {}
