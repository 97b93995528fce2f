import { Module } from '@nestjs/common';
import { GoogleContactsProvider } from './google-contacts.provider.js';

@Module({ providers: [GoogleContactsProvider] })
export class GoogleContactsModule {}
