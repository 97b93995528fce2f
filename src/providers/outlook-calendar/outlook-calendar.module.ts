import { Module } from '@nestjs/common';
import { OutlookCalendarProvider } from './outlook-calendar.provider.js';

@Module({ providers: [OutlookCalendarProvider] })
export class OutlookCalendarModule {}
