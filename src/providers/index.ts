import type { Type } from '@nestjs/common';
import { BamboohrModule } from './bamboohr/index.js';
import { CaldavModule } from './caldav/index.js';
import { DropboxModule } from './dropbox/index.js';
import { GithubModule } from './github/index.js';
import { GoogleCalendarModule } from './google-calendar/index.js';
import { GoogleContactsModule } from './google-contacts/index.js';
import { LinearModule } from './linear/index.js';
import { OutlookCalendarModule } from './outlook-calendar/index.js';
import { SlackModule } from './slack/index.js';
import { TodoistModule } from './todoist/index.js';

/** The registry: one line per provider. */
export const providerModules: Type[] = [
  BamboohrModule,
  CaldavModule,
  DropboxModule,
  GithubModule,
  GoogleCalendarModule,
  GoogleContactsModule,
  LinearModule,
  OutlookCalendarModule,
  SlackModule,
  TodoistModule,
];

/** Loaded only by a hub that runs the sandbox. */
export const loadSandboxMakers = async () => (await import('./sandboxes.js')).sandboxMakers;
