import type { Type } from '@nestjs/common';
import { CaldavModule } from './caldav/index.js';
import { GoogleCalendarModule } from './google-calendar/index.js';

/** The registry: one line per provider. */
export const providerModules: Type[] = [CaldavModule, GoogleCalendarModule];
