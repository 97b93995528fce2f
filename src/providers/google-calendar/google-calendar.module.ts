import { Module } from '@nestjs/common';
import { GoogleCalendarProvider } from './google-calendar.provider.js';

@Module({ providers: [GoogleCalendarProvider] })
export class GoogleCalendarModule {}
