import type { SandboxMaker } from '#provider-sdk/simulator';
import { bamboohrSandbox } from './bamboohr/simulator/sandbox.js';
import { dropboxSandbox } from './dropbox/simulator/sandbox.js';
import { githubSandbox } from './github/simulator/sandbox.js';
import { googleCalendarSandbox } from './google-calendar/simulator/sandbox.js';
import { googleContactsSandbox } from './google-contacts/simulator/sandbox.js';
import { linearSandbox } from './linear/simulator/sandbox.js';
import { outlookCalendarSandbox } from './outlook-calendar/simulator/sandbox.js';
import { slackSandbox } from './slack/simulator/sandbox.js';
import { todoistSandbox } from './todoist/simulator/sandbox.js';

/** One line per provider that can be tried without an account at its vendor. */
export const sandboxMakers: readonly SandboxMaker[] = [
  bamboohrSandbox,
  dropboxSandbox,
  githubSandbox,
  googleCalendarSandbox,
  googleContactsSandbox,
  linearSandbox,
  outlookCalendarSandbox,
  slackSandbox,
  todoistSandbox,
];
